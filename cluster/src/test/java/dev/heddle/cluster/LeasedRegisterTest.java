package dev.heddle.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.fixtures.Eventually;
import dev.heddle.services.nodes.Company;
import dev.heddle.services.nodes.Register;
import dev.heddle.services.nodes.Register.Holding;
import dev.heddle.services.topics.StorageException;
import io.nats.client.Connection;
import io.nats.client.Nats;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Each key is one node's at a time.
class LeasedRegisterTest {
  @RegisterExtension private static final Nodes NODES = new Nodes();

  /// Notes what a node has lost.
  private static final class Losses implements Register.Watcher {
    final ConcurrentLinkedQueue<String> keys = new ConcurrentLinkedQueue<>();

    @Override
    public void changed(@Nullable Holding before, @Nullable Holding now) {
      // The register is asked itself.
    }

    @Override
    public void lost(String key) {
      keys.add(key);
    }
  }

  /// A node of its own.
  private record Party(NatsCluster cluster, Company company, Losses losses)
      implements AutoCloseable {
    static Party of(NatsCluster cluster, String service) throws IOException {
      var party = new Party(cluster, cluster.company(service), new Losses());
      party.register().watch(party.losses);
      return party;
    }

    Register register() {
      return company.register();
    }

    @Nullable Holding claim(String key) throws StorageException {
      return register().claim(key, "", held -> false);
    }

    boolean has(String key) {
      try {
        return claim(key) == null;
      } catch (StorageException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void close() {
      company.close();
      cluster.close();
    }
  }

  private Party party(String service) throws IOException {
    return Party.of(NatsCluster.connect(NODES.servers().urls()), service);
  }

  @Test
  void ofTwoThatClaimAKeyAtOnceOneHasItAndTheOtherLosesNothing() throws Exception {
    try (Party first = party("race");
        Party second = party("race")) {
      for (int i = 0; i < 50; i++) {
        String key = "key " + i;
        var start = new CountDownLatch(1);
        List<FutureTask<@Nullable Holding>> claims =
            List.of(first, second).stream()
                .map(party ->
                    new FutureTask<@Nullable Holding>(() -> {
                      start.await();
                      return party.claim(key);
                    }))
                .toList();
        claims.forEach(Thread::startVirtualThread);
        start.countDown();
        Holding one = claims.getFirst().get();
        Holding other = claims.getLast().get();
        assertThat(one == null).as(key).isNotEqualTo(other == null);
      }
      assertThat(first.losses.keys).isEmpty();
      assertThat(second.losses.keys).isEmpty();
    }
  }

  @Test
  void aKeyThatIsTakenIsLostByTheNodeThatHadIt() throws Exception {
    try (Party first = party("taken");
        Party second = party("taken")) {
      assertThat(first.claim("name")).isNull();
      assertThat(second.claim("name")).isNotNull();
      assertThat(second.register().claim("name", "again", held -> true)).isNull();
      Eventually.that("it is lost", () -> first.losses.keys.contains("name"));
      assertThat(first.claim("name")).extracting(Holding::value).isEqualTo("again");
    }
  }

  @Test
  void eachNodeSeesAllNodes() throws Exception {
    try (Party first = party("seen")) {
      Party second = party("seen");
      assertThat(second.claim("name")).isNull();
      Eventually.that("the first sees it", () -> held(first).equals(List.of(0, 1)));
      assertThat(held(second)).containsExactly(0, 1);
      assertThat(first.cluster.nodesSeen()).filteredOn(NodeView::own).hasSize(1);
      second.close();
      Eventually.that("the first is alone", () -> held(first).equals(List.of(0)));
    }
  }

  private static List<Integer> held(Party party) {
    return party.cluster.nodesSeen().stream().map(NodeView::held).sorted().toList();
  }

  @Test
  void aNodeThatOpensItsRegisterAgainBeginsAnotherLease() throws Exception {
    try (NatsCluster cluster = NODES.connected()) {
      cluster.company("again").close();
      try (Party again = Party.of(cluster, "again")) {
        assertThat(again.claim("name")).isNull();
      }
    }
  }

  @Test
  void aRegisterOfWhichAllMessagesWereTooOldIsOpened() throws Exception {
    party("old").close();
    try (Connection connection = Nats.connect(NODES.servers().url(0))) {
      var _ = connection.jetStreamManagement().purgeStream("heddle-old-register");
    }
    try (Party later = party("old")) {
      assertThat(later.claim("name")).isNull();
    }
  }

  @Test
  void aKeyThatIsGivenBackIsFree() throws Exception {
    try (Party first = party("back");
        Party second = party("back")) {
      assertThat(first.claim("name")).isNull();
      first.register().release("name");
      assertThat(first.claim("name")).isNull();
      first.register().release("name");
      Eventually.that("it is free", () -> second.has("name"));
      assertThat(first.losses.keys).isEmpty();
    }
  }
}
