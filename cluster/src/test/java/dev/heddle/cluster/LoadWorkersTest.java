package dev.heddle.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.load.crew.CrewJson;
import dev.heddle.load.crew.CrewLink;
import dev.heddle.load.crew.CrewMessage.Beat;
import dev.heddle.load.crew.CrewMessage.Hello;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Workers that wait for a load, and one that waits for more of them.
class LoadWorkersTest {
  @RegisterExtension private static final Nodes NODES = new Nodes();

  private static WaitingWorker worker() throws IOException {
    var hello = new Hello(1, "0", "here", "machine", 1, 1);
    return NODES.closing(WaitingWorker.connect(NODES.servers().urls(), hello));
  }

  @Test
  void aWorkerHearsOfALoadThatWaitsForMoreWorkers() throws Exception {
    WaitingWorker worker = worker();
    LoadWorkers load = NODES.closing(LoadWorkers.connect(NODES.servers().urls()));
    var claimed = new CountDownLatch(1);
    var claiming =
        new FutureTask<>(() -> load.claim(2, Duration.ofSeconds(60), _ -> claimed.countDown()));
    Thread.startVirtualThread(claiming);
    CrewLink link = Objects.requireNonNull(worker.next());
    claimed.await();
    assertThat(CrewJson.decode(link.receive())).isInstanceOf(Beat.class);
    WaitingWorker second = worker();
    var joining = new FutureTask<>(second::next);
    Thread.startVirtualThread(joining);
    assertThat(claiming.get()).hasSize(2);
    assertThat(joining.get()).isNotNull();
  }

  @Test
  void tooFewWorkersAreAnErrorThatNamesThoseThatAreThere() throws Exception {
    LoadWorkers load = NODES.closing(LoadWorkers.connect(NODES.servers().urls()));
    assertThatThrownBy(() -> load.claim(1, Duration.ZERO, _ -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("0 of 1 workers joined within 0 s; start them with: ");
  }
}
