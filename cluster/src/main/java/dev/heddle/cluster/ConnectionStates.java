package dev.heddle.cluster;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import java.lang.System.Logger.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Notifies the node and the log when the connection to NATS is lost and when it is back. The
/// client connects again by itself, but gives up when servers have rejected it twice in a row: then
/// only another start helps. Thread-safe.
final class ConnectionStates implements ConnectionListener {
  private static final System.Logger LOG = System.getLogger("dev.heddle.cluster");

  private final Node node;

  // Guarded by this.
  private @Nullable Runnable whenLost;
  private boolean begun; // before that, connecting throws
  private boolean closing;
  private boolean lost;

  ConnectionStates(Node node) {
    this.node = node;
  }

  /// Calls `action` when the connection is lost for good; at once if it is.
  synchronized void whenLost(Runnable action) {
    whenLost = action;
    if (lost) {
      action.run();
    }
  }

  /// The connection is closed now, as wanted.
  synchronized void close() {
    closing = true;
  }

  @Override
  @SuppressWarnings("deprecation") // and the only one that must be there
  public synchronized void connectionEvent(Connection connection, Events type) {
    begun |= type == Events.CONNECTED;
    if (!begun) {
      return;
    }
    boolean hasChanged = node.changed(connection.getStatus()); // so that requests that wait give up
    if (closing) {
      return;
    }
    if (type == Events.CLOSED && !lost) {
      lost = true;
      LOG.log(
          Level.ERROR,
          "cluster: NATS has rejected this node's user, password or token, and the connection is"
              + " closed; restart the node with the right ones");
      if (whenLost != null) {
        whenLost.run();
      }
    }
    if (hasChanged && node.isConnected()) {
      LOG.log(
          Level.INFO,
          "cluster: connected to NATS at {0}",
          ServerUrls.shown(List.of(String.valueOf(connection.getConnectedUrl()))));
    } else if (hasChanged && type != Events.CLOSED) {
      LOG.log(Level.WARNING, "cluster: connection to NATS lost, reconnecting");
    }
  }
}
