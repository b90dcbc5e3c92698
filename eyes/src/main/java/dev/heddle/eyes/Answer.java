package dev.heddle.eyes;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Waits for what another JVM answers, however long that takes, but not for one that cannot answer.
/// The JDK reads the answer without a time limit, and cannot be interrupted. Stateless.
final class Answer {
  /// So often in a row must the process be seen to be stopped: a debugger may stop it for a moment.
  private static final int STOPPED = 4;

  private static final int MILLIS = 250;

  private Answer() {}

  /// @param request runs in a thread of its own, which is left alone if the process cannot answer
  static <T> T of(long pid, Callable<T> request) throws LookException {
    var answer = new FutureTask<>(request);
    Thread.ofPlatform().daemon().name("heddle-threads-answer").start(answer);
    int stopped = 0;
    while (true) {
      try {
        return answer.get(MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        stopped = Proc.isStopped(pid) ? stopped + 1 : 0;
        if (stopped >= STOPPED) {
          Proc.checkRuns(pid);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new LookException("interrupted while process " + pid + " was asked", e);
      } catch (ExecutionException e) {
        Proc.checkRuns(pid);
        throw failure(e);
      }
    }
  }

  private static LookException failure(ExecutionException e) {
    return e.getCause() instanceof LookException known
        ? known
        : new LookException(String.valueOf(e.getCause()), e);
  }
}
