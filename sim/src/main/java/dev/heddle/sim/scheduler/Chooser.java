package dev.heddle.sim.scheduler;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decides which thread runs next. Belongs to one world.
public abstract class Chooser {
  /// It is not asked at points before this one, counted over all threads.
  protected long askAt;

  /// Whether it is asked before that, too, when another thread has become able to run.
  protected boolean onArrival;

  protected Chooser() {}

  /// The point, counted over all threads, before which it is not asked as long as `running` runs,
  /// unless another thread becomes able to.
  ///
  /// @param point the number of points that all threads have passed
  long askAt(Task running, long point) {
    return askAt;
  }

  /// @param running the thread that has come to a point; null if it has stopped
  /// @param ready those that can run, in the order in which they became able to; there is at least
  ///   one
  /// @param point the number of points that all threads have passed
  /// @return one of `ready`, or `running`
  public abstract Task choose(@Nullable Task running, List<Task> ready, long point);

  /// A thread can run for the first time.
  public void started(Task task) {}

  /// A thread waits busily for another.
  public void spun(Task task) {}
}
