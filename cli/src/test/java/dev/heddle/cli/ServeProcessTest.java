package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServeProcessTest {
  private static final String READY =
      "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  @ParameterizedTest
  @CsvSource({"blocking,6,3", "threads,9,0", "virtual,9,0", "selector,5,5", "loops,9,0"})
  void allServicesRunOnEveryEngineThatCarriesThem(String engine, int nc, int leftOut)
      throws Exception {
    try (var heddle =
        HeddleProcess.start("serve", "--port", "0", "--engine", engine, "--data", "none")) {
      List<String> table = heddle.awaitListening();
      assertThat(table.getFirst()).matches("service +engine +address +try it");
      assertThat(table)
          .filteredOn(row -> row.contains(" nc ") && !row.contains(" udp "))
          .hasSize(nc);
      assertThat(table).filteredOn(row -> row.startsWith("left out: ")).hasSize(leftOut);
      assertThat(table.get(1)).matches("echo +" + engine + " +127.0.0.1:\\d+ +nc 127.0.0.1 \\d+");
      assertThat(answer(table.get(1), "hi")).isEqualTo("ECHO: hi");
      assertThat(heddle.signal("TERM").rest())
          .contains(
              "echo: 1 accepted (1 ended), 0 refused, "
                  + "1 messages in, 1 out, 2 bytes in, 8 out, 0 failures");
      assertThat(heddle.exitCode()).isZero();
    }
  }

  @Test
  void aFolderIsServedAndListed(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("a.txt"), "hi");
    try (var heddle =
        HeddleProcess.start(
            "serve", "web", "--root", folder.toString(), "--listing", "--port", "0")) {
      String row = heddle.awaitListening().get(1);
      int port = HeddleProcess.port(row);
      assertThat(row).matches("web +virtual +127.0.0.1:\\d+ +http://127.0.0.1:" + port + "/");
      assertThat(answer(row, "GET / HTTP/1.0\r\n\r\n")).contains("<a href=\"./a.txt\">a.txt</a>");
    }
  }

  @Test
  void aNameAtFaultIsNotFoundWhateverLanguageTheSystemSpeaks(@TempDir Path folder)
      throws Exception {
    assumeTrue(Files.exists(Path.of("/usr/share/locale/de/LC_MESSAGES/libc.mo")));
    String locale = folder.resolve("de_DE.UTF-8").toString();
    var localedef = new ProcessBuilder("localedef", "-i", "de_DE", "-f", "UTF-8", locale);
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/localedef")) && localedef.start().waitFor() == 0);
    Path root = Files.createDirectory(folder.resolve("root"));
    Files.writeString(root.resolve("a.txt"), "hi");
    Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));
    var german = Map.of("LOCPATH", folder.toString(), "LC_ALL", "de_DE.UTF-8");
    try (var heddle =
        HeddleProcess.start(german, "serve", "web", "--root", root.toString(), "--port", "0")) {
      String row = heddle.awaitListening().get(1);
      for (String name : List.of("a.txt/x", "n".repeat(300), "n/".repeat(3_000), "loop")) {
        assertThat(answer(row, "GET /" + name + " HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 404 ");
      }
    }
  }

  @Test
  void theChatHasAPageWhereWebRunsBesideIt() throws Exception {
    try (var heddle =
        HeddleProcess.start("serve", "web", "chat", "--port", "0", "--data", "none")) {
      List<String> table = heddle.awaitListening();
      int port = HeddleProcess.port(table.get(1));
      String url = "http://127.0.0.1:" + port + "/chat";
      assertThat(table.get(3)).matches("chat +virtual +127.0.0.1:" + port + " +" + url);
      assertThat(answer(table.get(1), "GET /chat HTTP/1.0\r\n\r\n"))
          .startsWith("HTTP/1.1 200")
          .contains("<title>Heddle chat</title>");
    }
    try (var heddle = HeddleProcess.start("serve", "chat", "--port", "0", "--data", "none")) {
      assertThat(heddle.awaitListening()).endsWith("chat has a page, too, if web runs beside it");
    }
  }

  @Test
  void aFolderThatIsNoneIsNamed() throws Exception {
    try (var heddle = HeddleProcess.start("serve", "web", "--root", "/no/such", "--port", "0")) {
      assertThat(heddle.nextErrorLine())
          .isEqualTo("heddle serve: web: not a folder that can be read: /no/such");
      assertThat(heddle.exitCode()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"virtual", "loops"})
  void enginesThatCarryDatagramsOfferThemOnTheSamePort(String engine) throws Exception {
    try (var heddle = HeddleProcess.start("serve", "echo", "--port", "0", "--engine", engine)) {
      List<String> table = heddle.awaitListening();
      int port = HeddleProcess.port(table.get(1));
      assertThat(table.get(2))
          .matches("echo +" + engine + " +127.0.0.1:" + port + " udp +nc -u 127.0.0.1 " + port);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void aSignalDrainsAndSaysForWhatItWaitsAndASecondOneAborts(String signal) throws Exception {
    try (var heddle = HeddleProcess.start("serve", "numbers", "--port", "0", "--drain", "1h")) {
      int port = HeddleProcess.port(heddle.awaitListening().get(1));
      try (var client = new Socket("127.0.0.1", port)) {
        client.getOutputStream().write("1\n2".getBytes(StandardCharsets.UTF_8));
        assertThat(client.getInputStream().readNBytes(2)).asString().isEqualTo("2\n");
        heddle.signal(signal);
        assertThat(heddle.nextErrorLine())
            .matches(
                ".* info waiting up to 3,600 s for connections to end: 1; Ctrl-C cuts them off");
        assertThat(heddle.signalUntilItEnds(signal)).isEqualTo(130);
      }
    }
  }

  @Test
  void beforeADrainItCanServeForAWhileThoughItIsNotReady() throws Exception {
    try (var heddle =
        HeddleProcess.start(
            "serve", "echo", "--port", "0", "--status-port", "0", "--drain-delay", "1h")) {
      List<String> table = heddle.awaitListening();
      String status =
          table.stream().filter(row -> row.startsWith("status")).findFirst().orElseThrow();
      assertThat(answer(status, READY)).endsWith("ready\n").startsWith("HTTP/1.1 200");
      heddle.signal("TERM");
      heddle.awaitError("the drain begins in 3600 s");
      assertThat(answer(status, READY))
          .startsWith("HTTP/1.1 503")
          .endsWith("not ready: the process is about to end\n");
      assertThat(answer(table.get(1), "hi")).isEqualTo("ECHO: hi");
      assertThat(heddle.signalUntilItEnds("TERM")).isEqualTo(130);
    }
  }

  @Test
  void afterTheDelayItDrains() throws Exception {
    try (var heddle =
        HeddleProcess.start("serve", "echo", "--port", "0", "--drain-delay", "200ms")) {
      heddle.awaitListening();
      assertThat(heddle.signal("TERM").exitCode()).isZero();
    }
  }

  @Test
  void aSignalThatItWasStartedToIgnoreIsIgnored() throws Exception {
    try (var heddle = HeddleProcess.startIgnoring("HUP", "serve", "echo", "--port", "0")) {
      int port = HeddleProcess.port(heddle.awaitListening().get(1));
      heddle.signal("HUP");
      try (var client = new Socket("127.0.0.1", port)) {
        client.getOutputStream().write('x');
        assertThat(client.getInputStream().readNBytes(7)).asString().isEqualTo("ECHO: x");
      }
      assertThat(heddle.signal("TERM").exitCode()).isZero();
    }
  }

  @Test
  void aSignalThatComesTwiceAtOnceIsOne() throws Exception {
    try (var heddle = HeddleProcess.start("serve", "echo", "--port", "0")) {
      heddle.awaitListening();
      heddle.signalTwiceAtOnce();
      assertThat(heddle.exitCode()).isZero();
    }
  }

  @Test
  void aMessageThatHasBegunIsAnsweredBeforeTheEnd() throws Exception {
    try (var heddle = HeddleProcess.start("serve", "numbers", "--port", "0", "--op", "square")) {
      int port = HeddleProcess.port(heddle.awaitListening().get(1));
      try (var client = new Socket("127.0.0.1", port)) {
        client.getOutputStream().write("3\n2".getBytes(StandardCharsets.UTF_8));
        assertThat(client.getInputStream().readNBytes(2)).asString().isEqualTo("9\n");
        heddle.signal("INT");
        awaitRefusal(port);
        client.getOutputStream().write('\n');
        assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("4\n");
      }
      assertThat(heddle.exitCode()).isZero();
    }
  }

  @Test
  void whatHasNotEndedByTheDeadlineIsAbortedAndCounted() throws Exception {
    try (var heddle = HeddleProcess.start("serve", "numbers", "--port", "0", "--drain", "100ms")) {
      int port = HeddleProcess.port(heddle.awaitListening().get(1));
      try (var client = new Socket("127.0.0.1", port)) {
        client.getOutputStream().write("1\n2".getBytes(StandardCharsets.UTF_8));
        client.getInputStream().readNBytes(2);
        assertThat(heddle.signal("TERM").rest().getLast()).contains("1 accepted (1 aborted)");
        assertThat(heddle.exitCode()).isZero();
      }
    }
  }

  @Test
  void aClientThatSpokeWhileTheProcessWasStoppedIsAnsweredAndNotIdle() throws Exception {
    try (var heddle =
        HeddleProcess.start("serve", "numbers", "--port", "0", "--idle-timeout", "1s")) {
      int port = HeddleProcess.port(heddle.awaitListening().get(1));
      try (var client = new Socket("127.0.0.1", port)) {
        client.getOutputStream().write("1\n".getBytes(StandardCharsets.UTF_8));
        assertThat(client.getInputStream().readNBytes(2)).asString().isEqualTo("2\n");
        heddle.stop();
        client.getOutputStream().write("2\n".getBytes(StandardCharsets.UTF_8));
        client.setSoTimeout(2500);
        assertThatThrownBy(() -> client.getInputStream().read())
            .isInstanceOf(SocketTimeoutException.class);
        heddle.signal("CONT");
        client.setSoTimeout(30_000);
        assertThat(client.getInputStream().readNBytes(2)).asString().isEqualTo("4\n");
      }
    }
  }

  @Test
  void idleConnectionsAreClosedAndTheLogSaysSo() throws Exception {
    try (var heddle =
        HeddleProcess.start("serve", "echo", "--port", "0", "--idle-timeout", "100ms")) {
      int port = HeddleProcess.port(heddle.awaitListening().get(1));
      try (var client = new Socket("127.0.0.1", port)) {
        assertThat(client.getInputStream().read()).isEqualTo(-1);
      }
      assertThat(heddle.nextErrorLine())
          .matches("\\d\\d:\\d\\d:\\d\\d info connection \\d+ \\(.*\\): idle for 100 ms");
    }
  }

  @Test
  void figuresArePrintedOnRequest() throws Exception {
    try (var heddle =
        HeddleProcess.start(
            "serve", "echo", "--port", "0", "--stats", "50ms", "--idle-timeout", "0")) {
      assertThat(heddle.awaitListening().getLast()).startsWith("idle timeout off");
      assertThat(heddle.nextLine())
          .matches(
              "\\d\\d:\\d\\d:\\d\\d 0 active, 0 accepted, 0 refused, "
                  + "0 messages in, 0 bytes in, 0 out, 0 failures");
    }
  }

  @Test
  void listensOnIpv6() throws Exception {
    try (var heddle = HeddleProcess.start("serve", "echo", "--port", "0", "--host", "::1")) {
      String row = heddle.awaitListening().get(1);
      int port = HeddleProcess.port(row);
      assertThat(row).contains("[::1]:" + port).endsWith("nc ::1 " + port);
      assertThat(answer("::1", port, "hi")).isEqualTo("ECHO: hi");
    }
  }

  @Test
  void aPortInUseIsReportedAndNothingIsLeftRunning() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      Run run = Run.heddle("serve", "echo", "--port", Integer.toString(port));
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.out()).isEmpty();
      assertThat(run.err())
          .isEqualTo(
              "heddle serve: echo: 127.0.0.1:"
                  + port
                  + ": Address already in use; stop what listens there, or take a free port: "
                  + "heddle serve echo:0\n");
      assertThat(Run.heddle("serve", "daytime:0", "echo:" + port, "--no-status").err())
          .isEqualTo(run.err());
    }
  }

  @Test
  void eachServiceMayHaveAPortOfItsOwn() throws Exception {
    try (var heddle = HeddleProcess.start("serve", "numbers", "echo:0", "--port", "0")) {
      List<String> table = heddle.awaitListening();
      assertThat(answer(table.get(1), "21\n")).isEqualTo("42\n");
      assertThat(answer(table.get(2), "hi")).isEqualTo("ECHO: hi");
    }
  }

  @Test
  void aLinkLocalAddressWithoutItsInterfaceIsNamedAsTheCause() throws Exception {
    Run run = Run.heddle("serve", "echo:0", "--no-status", "--host", "fe80::1");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("a link-local address needs its interface, as in fe80:")
        .endsWith("%eth0\n")
        .hasLineCount(1);
  }

  static String answer(String row, String request) throws IOException {
    return answer("127.0.0.1", HeddleProcess.port(row), request);
  }

  static String answer(String host, int port, String request) throws IOException {
    try (var client = new Socket(host, port)) {
      client.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      client.shutdownOutput();
      return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// Waits until connections are refused, so that the drain is known to have begun.
  private static void awaitRefusal(int port) {
    try {
      while (true) {
        new Socket("127.0.0.1", port).close();
      }
    } catch (IOException e) {
      // Refused.
    }
  }
}
