package dev.heddle.services.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Topics in memory, and what they forget.
class MemoryTopicsTest extends TopicsContract {

  @Override
  protected Topics open() {
    return new MemoryTopics();
  }

  @Test
  void memoryKeepsTheLatestThousand() throws Exception {
    Topic topic = new MemoryTopics().topic("room");
    for (int i = 1; i <= 1001; i++) {
      topic.append("ann", Integer.toString(i));
    }
    assertThat(topic.last(5000)).hasSize(1000).first().extracting(Entry::sequence).isEqualTo(2L);
  }

  @Test
  void memoryForgetsTheTopicsThatWereNotUsedForTheLongestTime() throws Exception {
    var memory = new MemoryTopics(Clock.systemUTC(), 1_000_000);
    memory.topic("!bans").append("ann", "ban eve");
    memory.topic("kept").append("ann", "hi");
    for (int i = 0; i < 10_000; i++) {
      memory.topic("room " + i).append("ann", "x".repeat(1000));
      memory.topic("kept").last(1); // in use
    }
    assertThat(memory.bytes()).isLessThan(1_000_000);
    assertThat(memory.size()).isLessThan(500);
    assertThat(memory.topic("room 0").last(1)).isEmpty();
    assertThat(memory.topic("room 9999").last(1)).hasSize(1);
    assertThat(memory.topic("kept").last(1)).hasSize(1);
    assertThat(memory.topic("!bans").last(1)).hasSize(1);
    assertThat(memory.topic("room 0").append("ann", "again")).isEqualTo(1);
  }

  @Test
  void topicsThatAreListenedToForgetTheirOldestMessagesOnly() throws Exception {
    var memory = new MemoryTopics(Clock.systemUTC(), 1_000_000);
    var seen = new AtomicInteger();
    for (int i = 0; i < 20; i++) {
      memory.topic("room " + i).subscribe(1, entries -> seen.addAndGet(entries.size()));
    }
    for (int i = 0; i < 10_000; i++) {
      assertThat(memory.topic("room " + i % 20).append("ann", "x".repeat(1000)))
          .isEqualTo(i / 20 + 1);
    }
    assertThat(seen).hasValue(10_000);
    assertThat(memory.bytes()).isLessThan(1_000_000);
    assertThat(memory.topic("room 7").last(1).getFirst().sequence()).isEqualTo(500);
  }

  @Test
  void emptyTopicsCostNoMemoryOnceTheyHaveNoSubscriber() throws Exception {
    var memory = new MemoryTopics();
    for (int i = 0; i < 100; i++) {
      memory.topic("room " + i).subscribe(1, entries -> {}).close();
      memory.topic("quiet " + i).last(1);
    }
    assertThat(memory.size()).isZero();
    memory.topic("room 1").append("ann", "hi");
    assertThat(memory.size()).isEqualTo(1);
  }
}
