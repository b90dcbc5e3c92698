package dev.heddle.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.LogCapture;
import dev.heddle.fixtures.NatsServers;
import dev.heddle.services.nodes.Company;
import dev.heddle.services.topics.Entry;
import dev.heddle.services.topics.Keep;
import dev.heddle.services.topics.StorageException;
import dev.heddle.services.topics.Topic;
import dev.heddle.services.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// With three servers, one of them may die. (A second one only when the first has caught up: what
/// is acknowledged may be in the memory of two.)
class ThreeServersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(50);

  @Test
  @Tag("faults")
  @Timeout(150) // servers that find each other again need up to 16 s for each leader
  void whenAServerDiesNothingIsLostAndNothingIsDoubled(@TempDir Path folder) throws Exception {
    try (NatsServers servers = NatsServers.start(3, folder);
        NatsCluster first = NatsCluster.connect(servers.urls());
        NatsCluster second = NatsCluster.connect(servers.urls());
        Topics firstTopics = first.topics("faults", Keep.ALL);
        Topics secondTopics = second.topics("faults", Keep.ALL)) {
      List<Topic> topics = List.of(firstTopics.topic("#lobby"), secondTopics.topic("#lobby"));
      var seen = new ArrayList<List<Entry>>();
      for (Topic topic : topics) {
        List<Entry> entries = Collections.synchronizedList(new ArrayList<>());
        topic.subscribe(1, entries::addAll);
        seen.add(entries);
      }
      List<String> stored = Collections.synchronizedList(new ArrayList<>());
      var authors = new ArrayList<Author>();
      for (int i = 0; i < 4; i++) {
        authors.add(new Author("author" + i, topics.get(i % 2), stored));
      }
      authors.forEach(Author::start);
      Eventually.that("messages are stored", PATIENCE, advances(stored));
      servers.kill(0);
      Eventually.that("messages are stored by the other two", PATIENCE, advances(stored));
      servers.restart(0);
      Eventually.that("messages are stored at the end", PATIENCE, advances(stored));
      for (Author author : authors) {
        author.end();
      }
      Eventually.that("the last one is stored", PATIENCE, () -> isStored(topics.getLast(), "end"));
      Eventually.that("both have read all", PATIENCE, () -> isSame(seen));
      List<Entry> history = topics.getFirst().last(100_000);
      List<String> texts = history.stream().map(Entry::text).toList();
      assertThat(texts).containsAll(stored);
      assertThat(texts.stream().filter(text -> !text.equals("end"))).doesNotHaveDuplicates();
      assertThat(history)
          .extracting(Entry::sequence)
          .containsExactlyElementsOf(LongStream.rangeClosed(1, history.size()).boxed().toList());
      for (List<Entry> entries : seen) {
        Eventually.that("all is seen", PATIENCE, () -> entries.size() >= history.size());
        assertThat(entries).isEqualTo(history);
      }
    }
  }

  @Test
  @Tag("faults")
  @Timeout(150)
  void withoutAMajorityOfServersRequestsAreSoonRefusedAfterOneAttempt(@TempDir Path folder)
      throws Exception {
    try (NatsServers servers = NatsServers.start(3, folder);
        NatsCluster cluster = NatsCluster.connect(servers.urls());
        Company company = cluster.company("majority");
        Topics topics = cluster.topics("majority", Keep.ALL)) {
      Topic lobby = topics.topic("#lobby");
      lobby.append("ann", "before");
      servers.kill(1);
      servers.kill(2);
      assertThatThrownBy(() -> lobby.append("ann", "meanwhile"))
          .isInstanceOf(StorageException.class);
      Eventually.that(
          "what is to be stored is refused after one attempt",
          PATIENCE,
          () ->
              isRefusedSoon(() -> lobby.append("ann", "later"))
                  && isRefusedSoon(() -> company.register().claim("bob", "#lobby", _ -> false)));
      servers.restart(1);
      servers.restart(2);
      Eventually.that("it is stored again", PATIENCE, () -> isStored(lobby, "end"));
    }
  }

  private static boolean isRefusedSoon(ThrowingCallable request) {
    long start = System.nanoTime();
    return catchThrowable(request) instanceof StorageException
        && System.nanoTime() - start < 4_000_000_000L;
  }

  @Test
  void aNodeWarnsOfServersThatMayLoseMessages(@TempDir Path folder) throws Exception {
    try (var log = new LogCapture();
        NatsServers servers = NatsServers.start(3, folder);
        NatsCluster _ = NatsCluster.connect(servers.urls())) {
      String version = servers.version();
      var warned = log.messages(Level.WARNING);
      if (version.startsWith("2.9.")) {
        assertThat(warned)
            .anyMatch(line ->
                line.startsWith("cluster: nats-server " + version + " may lose messages when"));
      } else {
        assertThat(warned).noneMatch(line -> line.contains("may lose messages"));
      }
    }
  }

  private static boolean isStored(Topic topic, String text) {
    try {
      topic.append("end", text);
      return true;
    } catch (StorageException e) {
      return false;
    }
  }

  private static boolean isSame(List<List<Entry>> seen) {
    return seen.getFirst().equals(seen.getLast())
        && seen.getFirst().stream().anyMatch(entry -> entry.text().equals("end"));
  }

  /// Some more have been stored since.
  private static BooleanSupplier advances(List<String> stored) {
    int enough = stored.size() + 20;
    return () -> stored.size() > enough;
  }

  /// Appends one message after another, until it is to end.
  private static final class Author {
    private final Thread thread;
    private volatile boolean ending;

    Author(String name, Topic topic, List<String> stored) {
      this.thread =
          Thread.ofVirtual()
              .unstarted(() -> {
                for (int i = 1; !ending; i++) {
                  String text = name + ' ' + i;
                  try {
                    topic.append(name, text);
                    stored.add(text);
                  } catch (StorageException e) {
                    // The author has been told; it may be in the history or not.
                  }
                }
              });
    }

    void start() {
      thread.start();
    }

    void end() throws InterruptedException {
      ending = true;
      thread.join();
    }
  }
}
