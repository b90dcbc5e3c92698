package dev.heddle.observe;

import dev.heddle.CloseReason;
import dev.heddle.LoopView;
import dev.heddle.Refusal;
import dev.heddle.ServerStats;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/// What an observer sees, as meters for any registry of Micrometer:
///
/// ```java
/// var observer = Observer.start(List.of(ObservedServer.of(server)), Duration.ofSeconds(5));
/// new Metrics(observer).bindTo(registry);
/// ```
///
/// Each has the tags `service`, `protocol` and `engine`; those of loops have `loop` and `poller`,
/// and come and go as the loops do. Nothing is counted twice: the meters read the servers when they
/// are read themselves. They are registered until [#close()], whether or not this object is kept; a
/// registry that outlives the observer needs that call, because it ignores new meters with the
/// names and tags of old ones. Thread-safe.
public final class Metrics implements MeterBinder, AutoCloseable {
  private final Observer observer;
  private final List<Runnable> removals = new ArrayList<>(); // guarded by this

  public Metrics(Observer observer) {
    this.observer = observer;
  }

  /// Adds the meters to one more registry.
  @Override
  public synchronized void bindTo(MeterRegistry registry) {
    for (ObservedServer target : observer.targets()) {
      var meters = new Meters(registry, tags(target));
      removals.add(meters::remove);
      bind(meters, target);
    }
    var general = new Meters(registry, Tags.empty());
    removals.add(general::remove);
    general.counter(
        "heddle.findings", "Stalls, deadlocks and slow handlers found", observer::findingsSoFar);
    var loops = new LoopMeters(registry, observer);
    Consumer<List<LoopView>> listener = loops::update;
    removals.add(() -> {
      observer.removeLoopListener(listener);
      loops.close();
    });
    observer.addLoopListener(listener);
  }

  /// Removes the meters from all registries. Does nothing the second time.
  @Override
  public synchronized void close() {
    removals.forEach(Runnable::run);
    removals.clear();
  }

  private static void bind(Meters meters, ObservedServer target) {
    var counters = new Counters(meters, new RecentStats(target));
    counters.add("heddle.messages.received", "Messages received", ServerStats::messagesIn);
    counters.add("heddle.messages.sent", "Messages sent", ServerStats::messagesOut);
    counters.add("heddle.bytes.received", "Bytes received", ServerStats::bytesIn);
    counters.add("heddle.bytes.sent", "Bytes sent", ServerStats::bytesOut);
    counters.add(
        "heddle.handler.failures", "Exceptions thrown by handlers", ServerStats::handlerFailures);
    if (target.protocol().equals("tcp")) {
      bindConnections(counters);
      if (target instanceof ObservedServer.Tcp tcp) {
        TlsMeters.bind(meters, tcp.server());
      }
    } else {
      bindRefusals(
          counters,
          "heddle.datagrams.refused",
          "Datagrams that were not answered, by reason",
          EnumSet.of(Refusal.SERVICE_PORT, Refusal.PEER_RATE));
    }
  }

  private static void bindConnections(Counters counters) {
    RecentStats stats = counters.stats;
    counters.meters.gauge(
        "heddle.connections.active", "", "Open connections", () -> stats.now().active());
    counters.add("heddle.connections.accepted", "Accepted connections", ServerStats::accepted);
    bindRefusals(
        counters,
        "heddle.connections.refused",
        "Rejected connections, by reason",
        EnumSet.range(Refusal.FULL, Refusal.ADDRESS_RATE));
    counters.add(
        "heddle.outbox.overflows",
        "Messages that did not fit into an outbox",
        ServerStats::outboxOverflows);
    for (CloseReason reason : CloseReason.values()) {
      counters
          .with("reason", reason.name().toLowerCase(Locale.ROOT))
          .add(
              "heddle.connections.closed",
              "Ended connections, by reason",
              all -> all.closed().getOrDefault(reason, 0L));
    }
  }

  private static void bindRefusals(
      Counters counters, String name, String description, Set<Refusal> reasons) {
    for (Refusal reason : reasons) {
      counters
          .with("reason", reason.name().toLowerCase(Locale.ROOT))
          .add(name, description, all -> all.refusals().getOrDefault(reason, 0L));
    }
  }

  /// Registers counters of one server.
  private record Counters(Meters meters, RecentStats stats) {
    Counters with(String tag, String value) {
      return new Counters(meters.with(tag, value), stats);
    }

    void add(String name, String description, ToDoubleFunction<ServerStats> count) {
      meters.counter(name, description, () -> count.applyAsDouble(stats.now()));
    }
  }

  private static Tags tags(ObservedServer target) {
    return Tags.of(
        "service", target.name(), "protocol", target.protocol(), "engine", target.engine());
  }
}
