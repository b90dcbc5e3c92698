package dev.heddle.observe;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What there is to see at one moment: what the page, `heddle ps` and `heddle top` show, and, as
/// JSON, `/status.json`. Immutable.
///
/// @param millis when, since 1970
/// @param pid the process
/// @param upMillis how long it runs
/// @param heapBytes of the JVM's heap in use
/// @param ready whether all services are running, and none is draining or about to
/// @param connections some of the open ones, see [ConnectionOrder]
/// @param open how many are open in all
/// @param nodes of the cluster, as [Observer#showNodes] has them; empty without one
public record Status(
    long millis,
    long pid,
    long upMillis,
    long heapBytes,
    boolean ready,
    List<ServiceStatus> services,
    List<LoopStatus> loops,
    List<Finding> findings,
    List<ConnectionStatus> connections,
    long open,
    List<NodeStatus> nodes) {

  /// One service on one protocol.
  ///
  /// @param poller the poller of its loops; empty if it has none
  /// @param state as [dev.heddle.ServerState]
  /// @param refused connections, or datagrams
  /// @param refusals the same by reason, as [dev.heddle.Refusal]
  /// @param closed by reason, as [dev.heddle.CloseReason]
  /// @param failures exceptions of handlers, by class
  /// @param now the figures of the last second
  public record ServiceStatus(
      String name,
      String protocol,
      String address,
      String engine,
      String poller,
      String state,
      long active,
      long accepted,
      long refused,
      Map<String, Long> refusals,
      Map<String, Long> closed,
      long idleCloses,
      long outboxOverflows,
      Map<String, Long> failures,
      long messagesIn,
      long messagesOut,
      long bytesIn,
      long bytesOut,
      Rates now) {

    /// The name, unique among all.
    public String key() {
      return name + '/' + protocol;
    }
  }

  /// What happens in a second.
  ///
  /// @param p50Nanos half of the handlings of the last ten seconds took no longer; null if there
  ///   was none
  /// @param p99Nanos the 99th percentile
  public record Rates(
      double messagesIn,
      double messagesOut,
      double bytesIn,
      double bytesOut,
      @Nullable Long p50Nanos,
      @Nullable Long p99Nanos) {
    static final Rates NONE = new Rates(0, 0, 0, 0, null, null);
  }

  /// A node of a cluster, by a service that it serves.
  ///
  /// @param node its id
  /// @param description the machine and the process
  /// @param held how many keys it holds: members, for the chat
  /// @param own whether it is this process
  public record NodeStatus(
      String service, String node, String description, int held, boolean own) {}

  /// One event loop.
  ///
  /// @param threads virtual threads that it carries
  /// @param load how much of the last second it computed, from 0 to 1
  /// @param longestStallMillis the longest time without a turn
  public record LoopStatus(
      String name, String poller, int threads, double load, long longestStallMillis) {}

  /// One connection.
  ///
  /// @param unchangedMillis for how long nothing has happened: how long it has been idle or, if its
  ///   handler runs, how long that has been running
  /// @param activity as [dev.heddle.Activity]
  /// @param line the handler's current line; empty if there is none
  public record ConnectionStatus(
      long id,
      String service,
      String peer,
      long ageMillis,
      long unchangedMillis,
      long bytesIn,
      long bytesOut,
      long messagesIn,
      long messagesOut,
      String activity,
      String line) {}
}
