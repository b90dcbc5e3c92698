package dev.heddle.cluster;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is wrong with the servers is said at once.
class ConnectTest {

  @Test
  void whereNoServerIsIsSaid() throws Exception {
    try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String url = "nats://127.0.0.1:" + silent.getLocalPort();
      assertThatThrownBy(() -> NatsCluster.connect(List.of(url)))
          .isInstanceOf(IOException.class)
          .hasMessage("no NATS server answers at " + url);
    }
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
