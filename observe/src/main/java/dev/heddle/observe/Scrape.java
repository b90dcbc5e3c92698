package dev.heddle.observe;

import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/// All meters as text for Prometheus, in its own format or in OpenMetrics'. Thread-safe.
final class Scrape {
  static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  Scrape(Observer observer) {
    new Metrics(observer).bindTo(registry);
    registry.getPrometheusRegistry().register(TimesHistogram.handling(observer.targets()));
    var handshakes = TimesHistogram.handshakes(observer.targets());
    if (!handshakes.targets().isEmpty()) {
      registry.getPrometheusRegistry().register(handshakes);
    }
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  /// @param contentType one of the two above
  String text(String contentType) {
    return registry.scrape(contentType);
  }
}
