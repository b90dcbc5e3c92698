/// Observability for operators: status page, metrics, and a watchdog for stalls and deadlocks.
module dev.heddle.observe {
  requires transitive dev.heddle;
  requires dev.heddle.http;
  requires io.prometheus.metrics.model;
  requires jdk.jfr;
  requires jdk.management;
  requires transitive micrometer.core;
  requires micrometer.registry.prometheus;
  requires tools.jackson.databind;
  requires static org.jspecify;

  exports dev.heddle.observe;

  opens dev.heddle.observe to
      tools.jackson.databind;
}
