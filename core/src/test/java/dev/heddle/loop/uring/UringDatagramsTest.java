package dev.heddle.loop.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.heddle.fixtures.Leftovers;
import dev.heddle.loop.EventLoop;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Leftovers.class)
class UringDatagramsTest {
  private static final int TIMES = 3000;
  private static final long DATAGRAM_KIB = 64;

  @Test
  void aPortInUseCostsNoMemory() throws Exception {
    EventLoop loop = EventLoop.start("heddle-loop-test", UringPoller::new);
    try (var taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      var address = new InetSocketAddress(taken.getLocalAddress(), taken.getLocalPort());
      long before = residentKib();
      for (int i = 0; i < TIMES; i++) {
        assertThatExceptionOfType(BindException.class)
            .isThrownBy(() -> loop.call(() -> loop.poller().bind(address)));
      }
      assertThat(residentKib() - before).isLessThan(TIMES * DATAGRAM_KIB / 2);
    } finally {
      loop.stop();
    }
  }

  /// The process's memory, as the system sees it.
  private static long residentKib() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .sum();
  }
}
