package dev.heddle.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.services.topics.Entry;
import dev.heddle.services.topics.StorageException;
import dev.heddle.sim.Simulation;
import dev.heddle.sim.World;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// What a topic promises holds in each order in which its nodes, the reader and the servers may
/// act.
class TopicWorldTest {
  private static final String SUBJECT = "topics.lobby";
  private static final int NODES = 3;
  private static final int EACH = 6;

  @Test
  void nodesSeeTheSameEntriesEachOnceWhateverTheServersAnswer() {
    Simulation.of(TopicWorldTest::severalNodesAppend).seeds(400).run().requireSuccess();
  }

  private static void severalNodesAppend(World world) throws Exception {
    var stream = new WorldStream(world);
    var seen = new ArrayList<List<Entry>>();
    var stored = new ConcurrentSkipListSet<String>();
    var authors = new ArrayList<Thread>();
    for (int i = 0; i < NODES; i++) {
      var node = new Node();
      WorldStream.Reader reader = stream.reader();
      var log = new TopicLog(stream, SUBJECT, node, reader::position);
      reader.start(message -> log.received(EntryBatch.decoded(message)));
      List<Entry> entries = new CopyOnWriteArrayList<>();
      seen.add(entries);
      var _ = log.subscribe(end -> 1, entries::addAll, () -> {});
      for (int k = 0; k < 2; k++) {
        String author = "author " + i + '.' + k;
        authors.add(world.run(author, () -> stored.addAll(append(log, author))));
      }
    }
    for (Thread author : authors) {
      author.join();
    }
    world.eventually(() -> seen.stream().allMatch(entries -> entries.size() >= stored.size()));
    for (List<Entry> entries : seen) {
      assertThat(entries).isEqualTo(seen.getFirst());
    }
    assertThat(seen.getFirst()).extracting(Entry::text).containsExactlyInAnyOrderElementsOf(stored);
    assertThat(seen.getFirst())
        .extracting(Entry::sequence)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, stored.size()).boxed().toList());
    stream.close();
  }

  private static List<String> append(TopicLog log, String author) throws StorageException {
    var texts = new ArrayList<String>();
    for (int i = 0; i < EACH; i++) {
      String text = author + '-' + i;
      log.append(author, text);
      texts.add(text);
    }
    return texts;
  }
}
