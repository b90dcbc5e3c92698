package dev.heddle.services.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What topics promise, wherever they are kept.
class TopicsTest {
  @TempDir Path directory;
  private Topics topics = new MemoryTopics();

  enum Kind {
    MEMORY,
    SQLITE
  }

  private Topic topic(Kind kind) throws IOException {
    topics = kind == Kind.MEMORY ? new MemoryTopics() : SqliteTopics.open(directory, "test");
    return topics.topic("room");
  }

  @AfterEach
  void closes() {
    topics.close();
  }

  @ParameterizedTest
  @EnumSource
  void messagesAreNumberedFromOneAndKeptInOrder(Kind kind) throws Exception {
    Topic topic = topic(kind);
    assertThat(topic.last(5)).isEmpty();
    assertThat(topic.append("ann", "hi")).isEqualTo(1);
    assertThat(topic.append("bob", "hello, wörld 👋")).isEqualTo(2);
    assertThat(topics.topic("room").append("ann", "bye")).isEqualTo(3);
    assertThat(topic.last(2)).extracting(Entry::text).containsExactly("hello, wörld 👋", "bye");
    assertThat(topic.last(9)).extracting(Entry::sequence).containsExactly(1L, 2L, 3L);
    assertThat(topic.last(9)).extracting(Entry::author).containsExactly("ann", "bob", "ann");
  }

  @ParameterizedTest
  @EnumSource
  void topicsDoNotMix(Kind kind) throws Exception {
    Topic topic = topic(kind);
    topic.append("ann", "here");
    assertThat(topics.topic("other").append("ann", "there")).isEqualTo(1);
    assertThat(topic.last(9)).extracting(Entry::text).containsExactly("here");
  }

  @ParameterizedTest
  @EnumSource
  void aSubscriberGetsWhatWasThereAndWhatComes(Kind kind) throws Exception {
    Topic topic = topic(kind);
    topic.append("ann", "1");
    topic.append("ann", "2");
    List<String> fromSecond = Collections.synchronizedList(new ArrayList<>());
    List<String> fromLast = Collections.synchronizedList(new ArrayList<>());
    topic.subscribe(2, entries -> entries.forEach(entry -> fromSecond.add(entry.text())));
    assertThat(fromSecond).containsExactly("2");
    Subscription subscription =
        topic.subscribeToLast(1, entries -> entries.forEach(entry -> fromLast.add(entry.text())));
    assertThat(fromLast).containsExactly("2");
    topic.append("ann", "3");
    subscription.close();
    topic.append("ann", "4");
    assertThat(fromSecond).containsExactly("2", "3", "4");
    assertThat(fromLast).containsExactly("2", "3");
  }

  @ParameterizedTest
  @EnumSource
  void aSubscriberDuringManyAppendsMissesNothingAndGetsNothingTwice(Kind kind) throws Exception {
    Topic topic = topic(kind);
    int appenders = 8;
    int each = 100;
    var some = new CountDownLatch(20);
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < appenders; i++) {
      threads.add(
          Thread.startVirtualThread(() -> {
            for (int n = 0; n < each; n++) {
              append(topic, n);
              some.countDown();
            }
          }));
    }
    some.await();
    List<Long> seen = Collections.synchronizedList(new ArrayList<>());
    topic.subscribe(1, entries -> entries.forEach(entry -> seen.add(entry.sequence())));
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(seen)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, appenders * each).boxed().toList());
  }

  private static void append(Topic topic, int n) {
    try {
      topic.append(Thread.currentThread().toString(), "message " + n);
    } catch (StorageException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void memoryKeepsTheLatestThousand() throws Exception {
    Topic topic = topic(Kind.MEMORY);
    for (int i = 1; i <= 1001; i++) {
      topic.append("ann", Integer.toString(i));
    }
    assertThat(topic.last(5000)).hasSize(1000).first().extracting(Entry::sequence).isEqualTo(2L);
  }

  @ParameterizedTest
  @EnumSource
  void messagesCanBeReadInPieces(Kind kind) throws Exception {
    Topic topic = topic(kind);
    for (int i = 1; i <= 10; i++) {
      topic.append("ann", Integer.toString(i));
    }
    assertThat(topic.from(3, 2)).extracting(Entry::text).containsExactly("3", "4");
    assertThat(topic.from(-5, 2)).extracting(Entry::text).containsExactly("1", "2");
    assertThat(topic.from(10, 5)).extracting(Entry::text).containsExactly("10");
    assertThat(topic.from(11, 5)).isEmpty();
  }

  @Test
  void aPieceOfLongMessagesHasFew() throws Exception {
    Topic topic = topic(Kind.SQLITE);
    for (int i = 1; i <= 20; i++) {
      topic.append("ann", "x".repeat(10_000));
    }
    assertThat(topic.from(1, 20)).hasSize(4);
  }

  @Test
  void memoryForgetsTheTopicsThatWereNotUsedForTheLongestTime() throws Exception {
    var memory = new MemoryTopics(Clock.systemUTC(), 1_000_000);
    topics = memory;
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
    topics = memory;
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
