package dev.heddle.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.fixtures.LogCapture;
import dev.heddle.fixtures.NatsServers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is wrong with the servers is said at once.
class ConnectTest {

  @Test
  void whereNoServerIsIsSaid() throws Exception {
    try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String url = "nats://127.0.0.1:" + silent.getLocalPort();
      try (var log = new LogCapture()) {
        assertThatThrownBy(() -> NatsCluster.connect(List.of(url)))
            .isInstanceOf(IOException.class)
            .hasMessage("no NATS server answers at " + url);
        assertThat(log.messages(Level.WARNING)).as("beside the error").isEmpty();
      }
    }
  }

  private static String url(NatsServers servers, String password) {
    return servers.url(0).replace("//", "//heddle:" + password + "@");
  }

  private static void restart(NatsServers servers, String password) throws IOException {
    servers.kill(0);
    servers.use("--user", "heddle", "--pass", password);
    servers.restart(0);
  }

  @Test
  void aWrongPasswordIsSaidAndNotShown(@TempDir Path folder) throws Exception {
    try (NatsServers servers = NatsServers.start(1, folder)) {
      restart(servers, "right");
      String message = "a NATS server rejects the user, password or token: " + servers.url(0);
      assertThatThrownBy(() -> NatsCluster.connect(List.of(url(servers, "wrong"))))
          .isInstanceOf(IOException.class)
          .hasMessage(message);
      assertThatThrownBy(() -> LoadWorkers.connect(List.of(url(servers, "wrong"))))
          .isInstanceOf(IOException.class)
          .hasMessage(message);
    }
  }

  @Test
  void aNodeThatIsRejectedLaterIsLostForGoodAndTheLogSaysWhy(@TempDir Path folder)
      throws Exception {
    try (var log = new LogCapture();
        NatsServers servers = NatsServers.start(1, folder)) {
      restart(servers, "right");
      var lost = new CountDownLatch(1);
      try (NatsCluster cluster = NatsCluster.connect(List.of(url(servers, "right")))) {
        cluster.whenLost(lost::countDown);
        restart(servers, "another");
        assertThat(lost.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(log.messages(Level.SEVERE))
            .anyMatch(line -> line.contains("rejected this node's user, password or token"));
      }
    }
  }

  @Test
  void aNodeThatIsClosedIsNotLost(@TempDir Path folder) throws Exception {
    try (var log = new LogCapture();
        NatsServers servers = NatsServers.start(1, folder)) {
      var lost = new CountDownLatch(1);
      NatsCluster cluster = NatsCluster.connect(servers.urls());
      cluster.whenLost(lost::countDown);
      cluster.close();
      assertThat(lost.getCount()).isOne();
      assertThat(log.messages(Level.WARNING)).isEmpty();
    }
  }

  @Test
  void aPasswordThatMakesNoUrlIsNotShown() {
    assertThatThrownBy(() -> NatsCluster.connect(List.of("nats://me:se/cr@et@127.0.0.1:1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "'nats://127.0.0.1:1' is not the URL of a NATS server; write nats://127.0.0.1:4222, and"
                + " / and @ in a password as %2F and %40");
  }

  @Test
  void whatIsNoUrlIsRejected() {
    for (String wrong : List.of("", "http://10.0.0.1", "nats://", "nats://a b", "a,b")) {
      assertThatThrownBy(() -> NatsCluster.connect(List.of(wrong)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "'" + wrong + "' is not the URL of a NATS server; write nats://127.0.0.1:4222");
    }
  }
}
