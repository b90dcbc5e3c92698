package dev.heddle.observe;

import dev.heddle.CloseReason;
import dev.heddle.LoopView;
import dev.heddle.ServerStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/// What an observer sees, as meters for any registry of Micrometer:
///
/// ```java
/// var observer = Observer.start(List.of(Target.of(server)), Duration.ofSeconds(5));
/// new Metrics(observer).bindTo(registry);
/// ```
///
/// Each has the tags `service`, `protocol` and `engine`. Nothing is counted twice: the meters ask
/// the servers when they are asked themselves. Thread-safe.
public final class Metrics implements MeterBinder {
  private final Observer observer;

  public Metrics(Observer observer) {
    this.observer = observer;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    observer.targets().forEach(target -> bind(registry, target));
    for (LoopView loop : observer.loops()) {
      Tags tags = Tags.of("loop", loop.name(), "poller", loop.poller());
      Gauge.builder("heddle.loop.load", observer, o -> o.load(loop))
          .tags(tags)
          .description("Share of the last second that the loop computed")
          .baseUnit("ratio")
          .register(registry);
      Gauge.builder("heddle.loop.threads", loop, LoopView::threads)
          .tags(tags)
          .description("Virtual threads that the loop carries")
          .register(registry);
      TimeGauge.builder(
              "heddle.loop.longest.stall",
              observer,
              TimeUnit.NANOSECONDS,
              o -> o.longestStallNanos(loop))
          .tags(tags)
          .description("Longest time without a turn")
          .register(registry);
    }
    FunctionCounter.builder("heddle.findings", observer, Metrics::findings)
        .description("Stalls, deadlocks and slow handlers found")
        .register(registry);
  }

  private static double findings(Observer observer) {
    var all = observer.findings();
    return all.isEmpty() ? 0 : all.getLast().id();
  }

  private static void bind(MeterRegistry registry, Target target) {
    var counters = new Counters(registry, new RecentStats(target), tags(target));
    counters.add("heddle.messages.received", "Messages received", ServerStats::messagesIn);
    counters.add("heddle.messages.sent", "Messages sent", ServerStats::messagesOut);
    counters.add("heddle.bytes.received", "Bytes received", ServerStats::bytesIn);
    counters.add("heddle.bytes.sent", "Bytes sent", ServerStats::bytesOut);
    counters.add(
        "heddle.handler.failures",
        "Exceptions that handlers let out",
        ServerStats::handlerFailures);
    if (target.protocol().equals("tcp")) {
      bindConnections(registry, target, counters);
    }
  }

  private static void bindConnections(MeterRegistry registry, Target target, Counters counters) {
    Gauge.builder("heddle.connections.active", counters.stats, s -> s.now().active())
        .tags(tags(target))
        .description("Connections open now")
        .register(registry);
    counters.add("heddle.connections.accepted", "Connections let in", ServerStats::accepted);
    counters.add(
        "heddle.connections.refused",
        "Connections told that the server is full",
        ServerStats::refused);
    counters.add(
        "heddle.outbox.overflows",
        "Messages that did not fit into an outbox",
        ServerStats::outboxOverflows);
    for (CloseReason reason : CloseReason.values()) {
      counters
          .with("reason", reason.name().toLowerCase(Locale.ROOT))
          .add(
              "heddle.connections.closed",
              "Connections ended, by reason",
              stats -> stats.closed().getOrDefault(reason, 0L));
    }
  }

  /// Registers counters of one server.
  private record Counters(MeterRegistry registry, RecentStats stats, Tags tags) {
    Counters with(String tag, String value) {
      return new Counters(registry, stats, tags.and(tag, value));
    }

    void add(String name, String description, ToDoubleFunction<ServerStats> count) {
      FunctionCounter.builder(name, stats, s -> count.applyAsDouble(s.now()))
          .tags(tags)
          .description(description)
          .register(registry);
    }
  }

  static Tags tags(Target target) {
    return Tags.of(
        "service", target.name(), "protocol", target.protocol(), "engine", target.engine());
  }
}
