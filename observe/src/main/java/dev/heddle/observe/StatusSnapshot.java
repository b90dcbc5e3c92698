package dev.heddle.observe;

import dev.heddle.ConnectionView;
import dev.heddle.LoopView;
import dev.heddle.ServerStats;
import dev.heddle.net.Addresses;
import dev.heddle.text.PlainText;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Puts together what there is to see. Belongs to the thread that asked for it.
record StatusSnapshot(
    Observer observer, List<TargetConnection> open, ConnectionOrder order, int most) {

  Status take() {
    Runtime runtime = Runtime.getRuntime();
    return new Status(
        System.currentTimeMillis(),
        ProcessHandle.current().pid(),
        ManagementFactory.getRuntimeMXBean().getUptime(),
        runtime.totalMemory() - runtime.freeMemory(),
        observer.isReady(),
        observer.targets().stream().map(this::service).toList(),
        observer.loops().stream().map(this::loop).toList(),
        observer.findings(),
        connections(),
        open.size(),
        observer.nodes());
  }

  private Status.ServiceStatus service(ObservedServer target) {
    ServerStats stats = target.stats();
    List<LoopView> loops = target.loops();
    return new Status.ServiceStatus(
        target.name(),
        target.protocol(),
        Addresses.text(target.address()),
        target.engine(),
        loops.isEmpty() ? "" : loops.getFirst().poller(),
        target.state().name(),
        stats.active(),
        stats.accepted(),
        stats.refused(),
        byName(stats.refusals()),
        byName(stats.closed()),
        stats.idleCloses(),
        stats.outboxOverflows(),
        stats.failures(),
        stats.messagesIn(),
        stats.messagesOut(),
        stats.bytesIn(),
        stats.bytesOut(),
        observer.rates(target));
  }

  private static Map<String, Long> byName(Map<? extends Enum<?>, Long> counts) {
    Map<String, Long> named = new LinkedHashMap<>();
    counts.forEach((reason, count) -> named.put(reason.name(), count));
    return named;
  }

  private Status.LoopStatus loop(LoopView loop) {
    return new Status.LoopStatus(
        loop.name(),
        loop.poller(),
        loop.threads(),
        observer.load(loop),
        observer.longestStallNanos(loop) / 1_000_000);
  }

  private List<Status.ConnectionStatus> connections() {
    long now = System.nanoTime();
    List<ConnectionOrder.Row> rows = new ArrayList<>(open.size());
    for (TargetConnection who : open) {
      rows.add(ConnectionOrder.Row.of(who, now));
    }
    return rows.stream()
        .sorted(order.comparator())
        .limit(most)
        .map(StatusSnapshot::connection)
        .toList();
  }

  private static Status.ConnectionStatus connection(ConnectionOrder.Row row) {
    ConnectionView connection = row.who().connection();
    return new Status.ConnectionStatus(
        connection.id(),
        row.who().target().name(),
        PlainText.visible(Addresses.text(connection.peer())),
        connection.age().toMillis(),
        row.unchanged() / 1_000_000,
        connection.bytesIn(),
        connection.bytesOut(),
        connection.messagesIn(),
        connection.messagesOut(),
        row.activity().name(),
        PlainText.visible(StackFrames.line(StackFrames.of(connection.thread()))));
  }
}
