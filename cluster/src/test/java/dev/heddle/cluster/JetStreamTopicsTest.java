package dev.heddle.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.LogCapture;
import dev.heddle.services.topics.Entry;
import dev.heddle.services.topics.Keep;
import dev.heddle.services.topics.StorageException;
import dev.heddle.services.topics.Topic;
import dev.heddle.services.topics.Topics;
import dev.heddle.services.topics.TopicsContract;
import io.nats.client.Connection;
import io.nats.client.Nats;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.logging.Level;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Topics on one server keep what all topics promise, and several nodes share them.
class JetStreamTopicsTest extends TopicsContract {
  @RegisterExtension private static final Nodes NODES = new Nodes();

  @Override
  protected Topics open() throws IOException {
    return node(NODES.service());
  }

  private Topics node(String service) throws IOException {
    return NODES.closing(NODES.connected().topics(service, Keep.ALL));
  }

  @Test
  void nodesSeeTheSameMessagesInTheSameOrder() throws Exception {
    int count = 3;
    int each = 100;
    var seen = new ArrayList<List<Entry>>();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < count; i++) {
      Topic topic = node("order").topic("#lobby");
      List<Entry> entries = Collections.synchronizedList(new ArrayList<>());
      seen.add(entries);
      topic.subscribe(1, entries::addAll);
      String author = "author" + i;
      threads.add(
          Thread.startVirtualThread(() -> {
            for (int n = 0; n < each; n++) {
              append(topic, author, Integer.toString(n));
            }
          }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    for (List<Entry> entries : seen) {
      Eventually.that("all have come", () -> entries.size() == count * each);
      assertThat(entries).isEqualTo(seen.getFirst());
    }
    assertThat(seen.getFirst())
        .extracting(Entry::sequence)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, count * each).boxed().toList());
    assertThat(new HashSet<>(seen.getFirst().stream().map(e -> e.author() + e.text()).toList()))
        .hasSize(count * each);
  }

  private static long append(Topic topic, String author, String text) {
    try {
      return topic.append(author, text);
    } catch (StorageException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aNodeThatComesLaterReadsWhatWasSaid() throws Exception {
    Topic first = node("later").topic("topic of #a.b * >");
    for (int i = 1; i <= 60; i++) {
      first.append("ann", "message " + i);
    }
    Topic second = node("later").topic("topic of #a.b * >");
    assertThat(second.last(3)).extracting(Entry::sequence).containsExactly(58L, 59L, 60L);
    assertThat(second.from(7, 2)).isEqualTo(first.from(7, 2)).hasSize(2);
    assertThat(second.append("bob", "hi")).isEqualTo(61);
    assertThat(first.last(1)).extracting(Entry::text).containsExactly("hi");
  }

  /// As after the death of a leader: see [EntryBatch].
  @Test
  void nodesAgreeOnWhatFollowsAMessageThatTheServersHaveLost() throws Exception {
    List<List<String>> seen = new ArrayList<>();
    Topic first = node("loss").topic("#lobby");
    seen.add(follow(first));
    first.append("ann", "lost");
    try (Connection servers = Nats.connect(NODES.servers().url(0))) {
      var management = servers.jetStreamManagement();
      long last = management.getStreamInfo("heddle-loss-topics").getStreamState().getLastSequence();
      management.deleteMessage("heddle-loss-topics", last);
    }
    Topic second = node("loss").topic("#lobby");
    seen.add(follow(second));
    first.append("ann", "from the first");
    second.append("bob", "from the second");
    first.append("ann", "from the first again");
    List<String> after = List.of("from the first", "from the second", "from the first again");
    for (List<String> texts : seen) {
      Eventually.that("all have come", () -> texts.containsAll(after));
      assertThat(texts).containsSubsequence(after);
    }
    assertThat(second.from(1, 10)).extracting(Entry::text).containsSubsequence(after);
  }

  /// As when the disks of all servers are new.
  @Test
  void aMessageCountsOnceThoughItsNodeHadReadMoreThanTheServersHave() throws Exception {
    try (var log = new LogCapture()) {
      Topic first = node("anew").topic("#lobby");
      List<String> seen = follow(first);
      for (int i = 1; i <= 5; i++) {
        first.append("ann", "lost " + i);
      }
      Eventually.that("the first has read all", () -> seen.size() == 5);
      try (Connection servers = Nats.connect(NODES.servers().url(0))) {
        var _ = servers.jetStreamManagement().deleteStream("heddle-anew-topics");
      }
      Topic second = node("anew").topic("#lobby");
      List<String> anew = follow(second);
      Eventually.that(
          "the first's operator is told",
          () ->
              log.messages(Level.WARNING).stream()
                  .anyMatch(line -> line.contains("heddle-anew-topics") && line.contains("5")));
      first.append("ann", "once");
      second.append("bob", "end");
      Eventually.that("all has come", () -> anew.contains("end"));
      assertThat(anew).containsExactly("once", "end");
      assertThat(second.last(10)).extracting(Entry::text).containsExactly("once", "end");
    }
  }

  private static List<String> follow(Topic topic) throws StorageException {
    List<String> texts = Collections.synchronizedList(new ArrayList<>());
    topic.subscribe(1, entries -> entries.forEach(entry -> texts.add(entry.text())));
    return texts;
  }

  @Test
  void aLostServerIsAnErrorAndABackServerIsNone() throws Exception {
    Topic topic = node("lost").topic("#lobby");
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    topic.append("ann", "before");
    topic.subscribe(1, entries -> entries.forEach(entry -> seen.add(entry.text())));
    NODES.servers().kill(0);
    assertThatThrownBy(() -> topic.append("ann", "during"))
        .isInstanceOf(StorageException.class)
        .hasMessage("cannot store messages now");
    NODES.servers().restart(0);
    Eventually.that("stored again", () -> isStored(topic, "after"));
    assertThat(topic.last(1)).extracting(Entry::text).containsExactly("after");
    assertThat(seen).startsWith("before").endsWith("after");
    assertThat(topic.from(1, 10)).extracting(Entry::text).isEqualTo(seen);
  }

  private static boolean isStored(Topic topic, String text) {
    try {
      topic.append("ann", text);
      return true;
    } catch (StorageException e) {
      return false;
    }
  }
}
