package dev.heddle.services.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Topics in SQLite keep what all topics promise.
class SqliteTopicsContractTest extends TopicsContract {
  @TempDir Path directory;

  @Override
  protected Topics open() throws IOException {
    return SqliteTopics.open(directory, "test");
  }

  @Test
  void aPieceOfLongMessagesHasFew() throws Exception {
    try (Topics topics = open()) {
      Topic topic = topics.topic("room");
      for (int i = 1; i <= 20; i++) {
        topic.append("ann", "x".repeat(10_000));
      }
      assertThat(topic.from(1, 20)).hasSize(4);
    }
  }
}
