package dev.heddle.services.nodes;

import dev.heddle.services.topics.Keep;
import dev.heddle.services.topics.Topics;
import java.io.IOException;

/// The nodes that serve the same services together, as one of them sees it. Thread-safe.
public interface Cluster {

  /// Opens a service's topics, which all nodes share. Waits.
  ///
  /// @throws IOException if the cluster cannot be reached; the message says why and what to do
  Topics topics(String service, Keep keep) throws IOException;

  /// Opens a service's topics of which only the latest 10,000 messages are kept, however old: for
  /// acts that change a state, and the state itself at times. Waits.
  ///
  /// @throws IOException likewise
  Topics acts(String service) throws IOException;

  /// Joins the nodes that serve a service. Waits.
  ///
  /// @throws IOException likewise
  Company company(String service) throws IOException;

  /// Calls `action` if the cluster is lost for good, so that only another start of this process
  /// helps; at once if it is. A later action replaces an earlier one. Any thread may call it, which
  /// must not be kept.
  void whenLost(Runnable action);
}
