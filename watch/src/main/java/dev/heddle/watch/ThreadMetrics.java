package dev.heddle.watch;

import dev.heddle.eyes.Finding;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;

/// What a watch has found, as meters for any registry of Micrometer, by the tag `kind`:
///
/// - `heddle.threads.findings`, a counter: findings so far;
/// - `heddle.threads.findings.open`, a gauge: findings that have not ended.
///
/// ```java
/// new ThreadMetrics(watch).bindTo(registry);
/// ```
///
/// Thread-safe.
public final class ThreadMetrics implements MeterBinder {
  private final ThreadWatch watch;

  public ThreadMetrics(ThreadWatch watch) {
    this.watch = watch;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (Finding.Kind kind : Finding.Kind.values()) {
      String name = kind.name().toLowerCase(Locale.ROOT);
      FunctionCounter.builder("heddle.threads.findings", watch, one -> one.soFar(kind))
          .description("Threads that were found to hang")
          .tag("kind", name)
          .register(registry);
      Gauge.builder("heddle.threads.findings.open", watch, one -> one.open(kind))
          .description("Threads that hang now")
          .tag("kind", name)
          .strongReference(true)
          .register(registry);
    }
  }
}
