package dev.heddle.cli.status;

import dev.heddle.cli.terminal.Times;
import dev.heddle.observe.Finding;
import dev.heddle.observe.Status;
import dev.heddle.text.Durations;
import dev.heddle.text.PlainText;
import dev.heddle.text.Quantities;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A status as rows of text, for `ps` and `top` alike. Stateless.
final class StatusText {
  private StatusText() {}

  static String headline(Status status) {
    return "process "
        + status.pid()
        + ", up "
        + Durations.age(Duration.ofMillis(status.upMillis()))
        + ", heap "
        + Quantities.bytes(status.heapBytes())
        + ", "
        + (status.ready() ? "ready" : "not ready")
        + ", "
        + status.open()
        + " connections";
  }

  static List<List<String>> services(List<Status.ServiceStatus> services) {
    var rows = new ArrayList<List<String>>();
    rows.add(
        List.of(
            "service",
            "address",
            "engine",
            "open",
            "answers/s",
            "in/s",
            "out/s",
            "p50",
            "p99",
            "accepted",
            "refused",
            "idle",
            "overflows",
            "failures"));
    for (Status.ServiceStatus s : services) {
      boolean tcp = s.protocol().equals("tcp");
      rows.add(
          List.of(
              s.name() + (tcp ? "" : " " + s.protocol()),
              s.address(),
              s.engine() + (s.poller().isEmpty() ? "" : " " + s.poller()),
              tcp ? Long.toString(s.active()) : "",
              Quantities.compact(s.now().messagesOut()),
              Quantities.bytes(s.now().bytesIn()),
              Quantities.bytes(s.now().bytesOut()),
              handlingTime(s.now().p50Nanos()),
              handlingTime(s.now().p99Nanos()),
              tcp ? Long.toString(s.accepted()) : "",
              Long.toString(s.refused()),
              tcp ? Long.toString(s.idleCloses()) : "",
              tcp ? Long.toString(s.outboxOverflows()) : "",
              Long.toString(s.failures().values().stream().mapToLong(Long::longValue).sum())));
    }
    return rows;
  }

  /// Whether it is in use.
  static boolean isInUse(Status.ServiceStatus service) {
    return service.active() > 0 || service.now().messagesIn() > 0;
  }

  static List<List<String>> loops(Status status) {
    var rows = new ArrayList<List<String>>();
    if (!status.loops().isEmpty()) {
      rows.add(List.of("loop", "poller", "threads", "load", "longest stall"));
    }
    for (Status.LoopStatus loop : status.loops()) {
      rows.add(
          List.of(
              loop.name(),
              loop.poller(),
              Integer.toString(loop.threads()),
              Math.round(loop.load() * 100) + " %",
              loop.longestStallMillis() == 0 ? "-" : loop.longestStallMillis() + " ms"));
    }
    return rows;
  }

  static List<List<String>> connections(Status status) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("id", "service", "peer", "age", "in", "out", "doing", "line"));
    for (Status.ConnectionStatus c : status.connections()) {
      rows.add(
          List.of(
              Long.toString(c.id()),
              c.service(),
              c.peer(),
              Durations.age(Duration.ofMillis(c.ageMillis())),
              Quantities.bytes(c.bytesIn()),
              Quantities.bytes(c.bytesOut()),
              doing(c),
              c.line().isEmpty() ? "-" : c.line()));
    }
    return rows;
  }

  /// A dash if nothing was handled.
  private static String handlingTime(@Nullable Long nanos) {
    return nanos == null ? "-" : Durations.micros(nanos / 1e3);
  }

  private static String doing(Status.ConnectionStatus c) {
    String span = Durations.age(Duration.ofMillis(c.unchangedMillis()));
    return switch (c.activity()) {
      case "RUNNING" -> "running for " + span;
      case "WRITING" -> "writing, stuck for " + span;
      case "READING" -> c.unchangedMillis() < 2000 ? "reading" : "reading, idle for " + span;
      default -> "closing";
    };
  }

  /// Faults that still exist.
  static List<String> wrong(Status status) {
    return status.findings().stream().filter(f -> !f.over()).map(StatusText::line).toList();
  }

  /// Recent faults.
  static List<String> findings(Status status) {
    return status.findings().stream().map(StatusText::line).toList();
  }

  private static String line(Finding finding) {
    return PlainText.visible(
        Times.clock(finding.millis()) + " " + finding.kind() + ": " + finding.text());
  }
}
