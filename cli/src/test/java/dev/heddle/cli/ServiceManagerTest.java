package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.cli.serve.ServiceManager;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The receiver is a socket of Python's, which knows nothing of ours.
@EnabledOnOs(OS.LINUX)
class ServiceManagerTest {
  private static final String RECEIVER =
      """
      import socket, sys
      name = sys.argv[1]
      receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      receiver.bind("\\0" + name[1:] if name.startswith("@") else name)
      print("bound", flush=True)
      while True:
          print(receiver.recv(4096).decode().replace("\\n", " "), flush=True)
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"path", "abstract"})
  void isNotifiedWhenServicesRunThatTheyStillDoAndWhenTheyEnd(String kind) throws Exception {
    String socket =
        kind.equals("path") ? folder.resolve("notify").toString() : "@" + UUID.randomUUID();
    try (var receiver = receiver(socket);
        var heddle =
            HeddleProcess.start(
                Map.of("NOTIFY_SOCKET", socket, "WATCHDOG_USEC", "200000"),
                "serve",
                "echo:0",
                "--drain=7s")) {
      int port = HeddleProcess.port(heddle.awaitListening().get(1));
      assertThat(receiver.nextLine()).isEqualTo("READY=1 STATUS=echo:" + port);
      assertThat(receiver.nextLine()).isEqualTo("WATCHDOG=1");
      assertThat(receiver.nextLine()).isEqualTo("WATCHDOG=1");
      heddle.signal("TERM");
      assertThat(lineAfterWatchdogs(receiver))
          .isEqualTo(
              "STOPPING=1 STATUS=waiting for connections to end EXTEND_TIMEOUT_USEC=12000000");
      assertThat(heddle.exitCode()).isZero();
    }
  }

  @Test
  void watchdogHearsNothingWhileSomethingIsWrong() throws Exception {
    String socket = folder.resolve("notify").toString();
    try (var receiver = receiver(socket)) {
      var manager = ServiceManager.of(Map.of("NOTIFY_SOCKET", socket, "WATCHDOG_USEC", "20000"));
      var asked = new CountDownLatch(3);
      manager.ready(
          "echo:7",
          () -> {
            asked.countDown();
            return List.of("the observer has ended");
          });
      asked.await();
      manager.stopping(Duration.ZERO);
      assertThat(receiver.nextLine()).isEqualTo("READY=1 STATUS=echo:7");
      assertThat(receiver.nextLine()).startsWith("STOPPING=1");
    }
  }

  @Test
  void watchdogOfAnotherProcessIsLeftAlone() throws Exception {
    String socket = folder.resolve("notify").toString();
    try (var receiver = receiver(socket)) {
      var manager =
          ServiceManager.of(
              Map.of("NOTIFY_SOCKET", socket, "WATCHDOG_USEC", "1000", "WATCHDOG_PID", "1"));
      manager.ready("echo:7", List::of);
      manager.stopping(Duration.ZERO);
      assertThat(receiver.nextLine()).isEqualTo("READY=1 STATUS=echo:7");
      assertThat(receiver.nextLine()).startsWith("STOPPING=1");
    }
  }

  @Test
  void servicesRunIfTheManagerCannotBeNotified() throws Exception {
    try (var heddle =
        HeddleProcess.start(Map.of("NOTIFY_SOCKET", "/no/such/socket"), "serve", "echo:0")) {
      heddle.awaitListening();
      assertThat(heddle.nextErrorLine())
          .endsWith(
              "cannot notify the service manager: /no/such/socket: No such file or directory");
      heddle.signal("TERM");
      assertThat(heddle.exitCode()).isZero();
    }
  }

  private static PythonPeer receiver(String socket) throws IOException {
    PythonPeer receiver = PythonPeer.start("-c", RECEIVER, socket);
    assertThat(receiver.nextLine()).isEqualTo("bound");
    return receiver;
  }

  private static String lineAfterWatchdogs(PythonPeer receiver) throws IOException {
    String line = receiver.nextLine();
    while ("WATCHDOG=1".equals(line)) {
      line = receiver.nextLine();
    }
    return line;
  }
}
