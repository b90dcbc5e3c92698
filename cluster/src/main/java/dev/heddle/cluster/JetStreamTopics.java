package dev.heddle.cluster;

import dev.heddle.services.topics.Topic;
import dev.heddle.services.topics.Topics;

/// Topics on NATS JetStream, for any number of nodes: all see the same entries in the same order.
/// What [Topic#append] has returned for is stored by a majority of the servers that keep the
/// stream.
///
/// Topics that are [Topics#LASTING] are in a stream of their own, which is never cut. Thread-safe.
public final class JetStreamTopics implements Topics {
  private final Topics ordinary;
  private final Topics lasting;

  JetStreamTopics(Topics ordinary, Topics lasting) {
    this.ordinary = ordinary;
    this.lasting = lasting;
  }

  @Override
  public Topic topic(String name) {
    return (name.startsWith(LASTING) ? lasting : ordinary).topic(name);
  }

  @Override
  public void close() {
    ordinary.close();
    lasting.close();
  }
}
