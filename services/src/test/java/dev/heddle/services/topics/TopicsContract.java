package dev.heddle.services.topics;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What topics promise, wherever they are kept.
public abstract class TopicsContract {
  private @Nullable Topics topics;

  /// New and empty ones; closed after the test.
  protected abstract Topics open() throws IOException;

  private Topic topic() throws IOException {
    topics = open();
    return topics.topic("room");
  }

  private Topics topics() {
    return requireNonNull(topics);
  }

  @AfterEach
  void closes() {
    if (topics != null) {
      topics.close();
    }
  }

  @Test
  void messagesAreNumberedFromOneAndKeptInOrder() throws Exception {
    Topic topic = topic();
    assertThat(topic.last(5)).isEmpty();
    assertThat(topic.append("ann", "hi")).isEqualTo(1);
    assertThat(topic.append("bob", "hello, wörld 👋")).isEqualTo(2);
    assertThat(topics().topic("room").append("ann", "bye")).isEqualTo(3);
    assertThat(topic.last(2)).extracting(Entry::text).containsExactly("hello, wörld 👋", "bye");
    assertThat(topic.last(9)).extracting(Entry::sequence).containsExactly(1L, 2L, 3L);
    assertThat(topic.last(9)).extracting(Entry::author).containsExactly("ann", "bob", "ann");
  }

  @Test
  void topicsDoNotMix() throws Exception {
    Topic topic = topic();
    topic.append("ann", "here");
    assertThat(topics().topic("other").append("ann", "there")).isEqualTo(1);
    assertThat(topic.last(9)).extracting(Entry::text).containsExactly("here");
  }

  @Test
  void aSubscriberGetsWhatWasThereAndWhatComes() throws Exception {
    Topic topic = topic();
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

  @Test
  void aSubscriberDuringManyAppendsMissesNothingAndGetsNothingTwice() throws Exception {
    Topic topic = topic();
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
  void messagesCanBeReadInPieces() throws Exception {
    Topic topic = topic();
    for (int i = 1; i <= 10; i++) {
      topic.append("ann", Integer.toString(i));
    }
    assertThat(topic.from(3, 2)).extracting(Entry::text).containsExactly("3", "4");
    assertThat(topic.from(-5, 2)).extracting(Entry::text).containsExactly("1", "2");
    assertThat(topic.from(10, 5)).extracting(Entry::text).containsExactly("10");
    assertThat(topic.from(11, 5)).isEmpty();
  }
}
