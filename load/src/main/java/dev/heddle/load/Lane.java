package dev.heddle.load;

import dev.heddle.Client;
import dev.heddle.Engine;
import dev.heddle.Limits;
import dev.heddle.LoopPoller;
import dev.heddle.load.stats.Tally;
import dev.heddle.load.wire.AnswerMemory;
import dev.heddle.load.wire.Requests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One event loop of the load and its connections to the target. What belongs to the loop is
/// touched in its virtual threads only; the methods here may be called from any other thread, by
/// one caller at a time.
final class Lane implements AutoCloseable {
  private static final int SCRATCH = 64 * 1024;
  private static final int CONNECTING_AT_ONCE = 64;
  private static final Duration LINGER = Duration.ofMillis(200);

  /// What waking a processor that sleeps takes would count as the server's latency. An answer that
  /// takes longer than this is not much distorted.
  private static final Duration BUSY_POLL = Duration.ofMillis(1);

  private static final long LOOK_MILLIS_MOST = 250;
  private static final long LONGEST_SLEEP = 50_000_000;

  /// How long the loop may take to answer.
  private static final int PATIENCE_SECONDS = 30;

  private final Client client;
  private final Workload workload;
  private final TurnGate turn = new TurnGate();
  private final List<Requester> requesters;
  private volatile boolean connecting = true;
  private volatile boolean closing;
  private volatile @Nullable Throwable failure;

  /// Starts the loop; the connections are closed as yet.
  ///
  /// @param awake whether the loop stays awake for requests that will be due
  /// @param memory for answers that are not complete
  Lane(Workload workload, boolean awake, Target target, AnswerMemory memory, Portion portion) {
    this.workload = workload;
    Client.Builder settings =
        Client.builder()
            .engine(Engine.loops(1, LoopPoller.AUTO, awake ? BUSY_POLL : Duration.ZERO))
            .connectTimeout(workload.timeout())
            .tls(target.tls())
            .limits(Limits.DEFAULT.withLinger(LINGER));
    if (workload.proxyHeaders() != null) {
      settings.proxyProtocol(workload.proxyHeaders());
    }
    this.client = settings.build();
    this.requesters = requesters(target, memory, portion);
    client.execute(this::watch);
  }

  private List<Requester> requesters(Target target, AnswerMemory memory, Portion portion) {
    int count = portion.connections();
    Requests requests = workload.requests().apply(target);
    byte[] scratch = new byte[SCRATCH];
    var dialer = new Dialer(client, target);
    var all = new ArrayList<Requester>(count);
    for (int i = 0; i < count; i++) {
      var link =
          new LoadConnection(workload, dialer, requests, scratch, memory, portion.first() + i);
      all.add(new Requester(link, turn, workload, i, this::broken));
    }
    return List.copyOf(all);
  }

  private void broken(Throwable cause) {
    if (failure == null) {
      failure = cause; // what follows may be its consequence
    }
  }

  /// Checks whether the load can continue here.
  ///
  /// @throws LoadFailedException if something has failed that is no fault of the server
  void requireSound() {
    call(() -> true);
    Throwable cause = failure;
    if (cause != null) {
      throw new LoadFailedException(cause);
    }
  }

  /// Opens the connections, one after the other begins; each then waits for its turn.
  ///
  /// @param delay in nanoseconds, until the first one
  /// @param nanosBetween from one to the next at least
  /// @return completes with how many could be opened
  CompletableFuture<Integer> connect(long delay, long nanosBetween, Tally tally) {
    return start(() -> {
      var room = new Semaphore(CONNECTING_AT_ONCE);
      long start = System.nanoTime() + delay;
      int begun = 0;
      for (Requester requester : requesters) {
        awaitConnecting(start + begun++ * nanosBetween);
        room.acquire();
        if (!connecting) {
          room.release();
          break;
        }
        client.execute(() -> {
          open(requester, tally);
          room.release();
          requester.run();
        });
      }
      room.acquire(CONNECTING_AT_ONCE);
      return (int) requesters.stream().filter(requester -> requester.link().isOpen()).count();
    });
  }

  private void open(Requester requester, Tally tally) {
    try {
      if (!workload.reconnect()) {
        requester.link().open(tally);
      }
    } catch (RuntimeException | Error e) {
      broken(e);
    }
  }

  private void awaitConnecting(long due) {
    for (long left; connecting && (left = due - System.nanoTime()) > 0; ) {
      LockSupport.parkNanos(Math.min(left, LONGEST_SLEEP));
    }
  }

  /// Starts no more connections; [#connect] completes when the pending ones are open or have
  /// failed.
  void stopConnecting() {
    connecting = false;
  }

  /// Lets the connections have a slice.
  ///
  /// @return completes when the slice is over and everything in it
  CompletableFuture<Void> run(Slice slice) {
    return start(() -> {
      slice.begun(System.nanoTime());
      turn.begin(slice);
      turn.awaitDone();
      return null;
    });
  }

  /// How many of the connections were ever answered.
  int answeredConnections() {
    return call(() ->
        (int) requesters.stream().filter(requester -> requester.link().answered() > 0).count());
  }

  /// Ends the connections; further bytes on them count as surplus.
  void disconnect(Tally tally) {
    call(() -> {
      turn.close();
      var all = new CountDownLatch(requesters.size());
      for (Requester requester : requesters) {
        client.execute(() -> {
          try {
            requester.link().bidFarewell(tally);
          } catch (RuntimeException | Error e) {
            broken(e);
          } finally {
            all.countDown();
          }
        });
      }
      all.await();
      return true;
    });
  }

  /// Reads or changes state of the loop; may park.
  ///
  /// @throws LoadFailedException if the loop does not answer
  <T> T call(Callable<T> task) {
    CompletableFuture<T> result = start(task);
    boolean interrupted = false;
    try {
      for (int second = 0; second < PATIENCE_SECONDS; second++) {
        try {
          return result.get(1, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
          Throwable cause = failure;
          if (cause != null) {
            throw new LoadFailedException(cause);
          }
        } catch (ExecutionException e) {
          throw new LoadFailedException(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    throw new LoadFailedException(
        "the load generator's event loop has not answered for " + PATIENCE_SECONDS + " s");
  }

  private <T> CompletableFuture<T> start(Callable<T> task) {
    var result = new CompletableFuture<T>();
    client.execute(() -> {
      try {
        result.complete(task.call());
      } catch (Throwable e) {
        result.completeExceptionally(e);
      }
    });
    return result;
  }

  /// Times out requests that have waited too long.
  private void watch() {
    long look = Math.clamp(workload.timeout().toMillis() / 8, 1, LOOK_MILLIS_MOST);
    try {
      while (!closing) {
        Thread.sleep(look);
        long now = System.nanoTime();
        requesters.forEach(requester -> requester.link().giveUpIfOverdue(now));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does
    } catch (RuntimeException | Error e) {
      broken(e);
    }
  }

  /// Ends the loop, with whatever is still open.
  @Override
  public void close() {
    connecting = false;
    closing = true;
    try {
      call(() -> {
        turn.close();
        return true;
      });
    } catch (LoadFailedException e) {
      broken(e); // of a loop that runs no more, no connection waits
    } finally {
      client.close();
    }
  }
}
