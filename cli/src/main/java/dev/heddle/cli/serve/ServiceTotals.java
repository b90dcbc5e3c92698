package dev.heddle.cli.serve;

import dev.heddle.ServerStats;
import dev.heddle.cli.terminal.Times;
import java.util.List;
import java.util.Locale;

/// The services' totals, in words.
final class ServiceTotals {
  private ServiceTotals() {}

  /// All that a service has done.
  static String summary(Endpoint endpoint) {
    ServerStats stats = endpoint.stats();
    var text = new StringBuilder(endpoint.service().name()).append(": ");
    if (endpoint instanceof Endpoint.Tcp) {
      connections(stats, text);
    } else {
      text.append("udp, ");
    }
    return text.append(stats.messagesIn())
        .append(" messages in, ")
        .append(stats.messagesOut())
        .append(" out, ")
        .append(stats.bytesIn())
        .append(" bytes in, ")
        .append(stats.bytesOut())
        .append(" out, ")
        .append(stats.handlerFailures())
        .append(" failures")
        .toString();
  }

  private static void connections(ServerStats stats, StringBuilder text) {
    text.append(stats.accepted()).append(" accepted");
    String before = " (";
    for (var reason : stats.closed().entrySet()) {
      if (reason.getValue() > 0) {
        text.append(before).append(reason.getValue()).append(' ');
        text.append(reason.getKey().name().toLowerCase(Locale.ROOT));
        before = ", ";
      }
    }
    text.append(before.equals(", ") ? "), " : ", ");
    text.append(stats.refused()).append(" refused, ");
  }

  /// The sums over all services, as of now.
  static String now(List<Endpoint> endpoints) {
    long active = 0;
    long accepted = 0;
    long refused = 0;
    long messages = 0;
    long bytesIn = 0;
    long bytesOut = 0;
    long failures = 0;
    for (Endpoint endpoint : endpoints) {
      ServerStats stats = endpoint.stats();
      active += stats.active();
      accepted += stats.accepted();
      refused += stats.refused();
      messages += stats.messagesIn();
      bytesIn += stats.bytesIn();
      bytesOut += stats.bytesOut();
      failures += stats.handlerFailures();
    }
    return Times.clock(System.currentTimeMillis())
        + (" " + active + " active, ")
        + (accepted + " accepted, " + refused + " refused, ")
        + (messages + " messages in, ")
        + (bytesIn + " bytes in, " + bytesOut + " out, ")
        + (failures + " failures");
  }
}
