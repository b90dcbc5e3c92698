package dev.heddle.load.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(value = OS.LINUX, disabledReason = "there is no /proc elsewhere")
class ProcessTest {
  private static final long OWN = ProcessHandle.current().pid();

  @Test
  void theProcessBehindAPortIsFound() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var datagrams = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      assertThat(Listeners.stream(server.getLocalSocketAddress())).hasValue(OWN);
      assertThat(Listeners.datagrams((InetSocketAddress) datagrams.getLocalSocketAddress()))
          .hasValue(OWN);
      var closed = server.getLocalSocketAddress();
      server.close();
      assertThat(Listeners.stream(closed)).isEmpty();
    }
  }

  @Test
  void itsProcessorTimeGrowsAndThreadsThatHaveEndedStayInIt() throws Exception {
    var process = new ServerProcess(OWN);
    CpuTime before = process.cpuTime().orElseThrow();
    Thread busy =
        Thread.ofPlatform()
            .start(() -> {
              long start = System.nanoTime();
              while (cpuOfThisThread() < 200_000_000
                  && System.nanoTime() - start < 20_000_000_000L) {
                Thread.onSpinWait();
              }
            });
    busy.join();
    assertThat(process.cpuTime().orElseThrow().nanosSince(before)).isGreaterThan(150_000_000);
  }

  private static long cpuOfThisThread() {
    return java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  @Test
  void timeThatWasStolenIsAPartOfAll() {
    StolenTime now = StolenTime.now();
    assertThat(now.all()).isGreaterThan(now.stolen());
    assertThat(now.partSince(now)).isZero();
    var later = new StolenTime(now.stolen() + 30, now.all() + 200);
    assertThat(later.partSince(now)).isEqualTo(0.15);
  }

  @Test
  void memoryAndThreadsAreReportedAndNothingWithoutAProcess() {
    var process = new ServerProcess(OWN);
    assertThat(process.residentBytes().orElseThrow()).isGreaterThan(10_000_000);
    assertThat(process.threads().orElseThrow()).isGreaterThan(3);
    var nobody = new ServerProcess(Integer.MAX_VALUE);
    assertThat(nobody.cpuTime()).isEmpty();
    assertThat(nobody.residentBytes()).isEmpty();
  }
}
