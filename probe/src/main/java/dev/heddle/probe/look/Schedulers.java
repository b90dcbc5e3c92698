package dev.heddle.probe.look;

import static dev.heddle.probe.look.Inside.field;

import dev.heddle.probe.facts.FactsWriter;
import java.io.IOException;
import java.util.concurrent.ForkJoinPool;

/// The JDK's own scheduler of virtual threads. Stateless.
final class Schedulers {
  private Schedulers() {}

  /// Writes nothing if this release has another kind.
  static void write(FactsWriter out) throws IOException {
    try {
      Class<?> type = Class.forName("java.lang.VirtualThread");
      if (field(type, "DEFAULT_SCHEDULER").get(null) instanceof ForkJoinPool pool) {
        out.scheduler(
            pool.getParallelism(),
            pool.getPoolSize(),
            pool.getQueuedTaskCount() + pool.getQueuedSubmissionCount());
      }
    } catch (ReflectiveOperationException e) {
      out.note("the scheduler of virtual threads is not named: this JDK keeps it differently");
    }
  }
}
