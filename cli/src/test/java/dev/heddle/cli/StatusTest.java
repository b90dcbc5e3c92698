package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.Server;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The status page of `heddle serve`, and the commands that read it.
class StatusTest {

  private static HeddleProcess serve(String... more) throws IOException {
    var arguments =
        new java.util.ArrayList<>(
            List.of("serve", "numbers", "--port", "0", "--engine", "loops", "--loops", "1"));
    arguments.addAll(List.of(more));
    return HeddleProcess.start(arguments.toArray(String[]::new));
  }

  private static String statusAddress(List<String> table) {
    String row = table.getLast();
    assertThat(row).matches("status +threads +127.0.0.1:\\d+ +http://127.0.0.1:\\d+/");
    return row.substring(row.lastIndexOf("127."), row.length() - 1);
  }

  @Test
  void topDoesNotDrawOnADumbTerminal() throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/script")), "needs script (apt-get install bsdutils)");
    try (var heddle = HeddleProcess.startOnTerminal("dumb", "top")) {
      assertThat(heddle.nextLine())
          .isEqualTo("heddle top: TERM=dumb cannot be drawn on; heddle ps prints the same once");
      assertThat(heddle.exitCode()).isEqualTo(2);
    }
  }

  @Test
  void psListsServicesLoopsAndConnections() throws Exception {
    try (var heddle = serve("--status-port", "0")) {
      List<String> table = heddle.awaitListening();
      String status = statusAddress(table);
      try (var client = new Socket("127.0.0.1", HeddleProcess.port(table.get(1)))) {
        client.getOutputStream().write("1\n".getBytes(StandardCharsets.UTF_8));
        assertThat(client.getInputStream().readNBytes(2)).asString().isEqualTo("2\n");
        Run run = Run.heddle("ps", "--status", status);
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
            .containsPattern("^process \\d+, up .*, ready, 1 connections")
            .containsPattern("(?m)^numbers +127.0.0.1:\\d+ +loops (io_uring|epoll|nio) +1 ")
            .containsPattern("(?m)^heddle-loop-1 +(io_uring|epoll|nio) ")
            .containsPattern("(?m)^1 +numbers +127.0.0.1:" + client.getLocalPort() + " .* reading");
        assertThat(Run.heddle("ps", "--status", status, "--connections", "0").out())
            .doesNotContainPattern("(?m)^1 +numbers ");
      }
    }
  }

  @Test
  void theStatusPageMayBeOnAUnixDomainSocket(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("status.sock");
    String target = "unix:" + path;
    try (var old = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      old.bind(UnixDomainSocketAddress.of(path)); // and leaves its file behind
    }
    try (var heddle = serve("--status-port", target, "--socket-mode", "0600")) {
      assertThat(heddle.awaitListening().getLast())
          .matches(
              "status +threads +\\Q"
                  + target
                  + " \\E *curl --unix-socket "
                  + path
                  + " http://localhost/");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .isEqualTo("rw-------");
      Run run = Run.heddle("ps", "--status", target);
      assertThat(run.err()).isEmpty();
      assertThat(run.out()).containsPattern("^process \\d+, up .*, ready, 0 connections");
      assertThat(run.exitCode()).isZero();
      try (var second = serve("--status-port", target)) {
        assertThat(second.complaints())
            .isEqualTo(
                "heddle serve: no status page: "
                    + target
                    + ": another process listens there; stop what listens there, or choose another"
                    + " path; --no-status turns it off\n");
        assertThat(second.exitCode()).isEqualTo(1);
      }
      assertThat(heddle.signal("TERM").exitCode()).isZero();
      assertThat(path).doesNotExist();
    }
    assertThat(Run.heddle("ps", "--status", target))
        .isEqualTo(
            new Run(
                1,
                "",
                "heddle ps: no heddle server is answering at "
                    + target
                    + "; is heddle serve running with --status-port "
                    + target
                    + "?\n"));
  }

  @Test
  void aFileThatIsNoSocketIsCalledThat(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("notes.txt"), "hello\n");
    for (Path none : List.of(file, folder)) {
      assertThat(Run.heddle("ps", "--status", "unix:" + none))
          .isEqualTo(new Run(1, "", "heddle ps: unix:" + none + " is not a socket\n"));
    }
    assertThat(file).content().isEqualTo("hello\n");
  }

  @Test
  void topReadsAStatusPageOnAUnixDomainSocket(@TempDir Path folder) throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/script")), "needs script (apt-get install bsdutils)");
    String target = "unix:" + folder.resolve("status.sock");
    try (var heddle = serve("--status-port", target)) {
      heddle.awaitListening();
      try (var top = HeddleProcess.startOnTerminal("xterm", "top", "--status", target)) {
        top.awaitText("process "); // a terminal without a size shows 20 columns
        top.type("q");
        assertThat(top.exitCode()).isZero();
      }
    }
  }

  @Test
  void aSocketThatMayNotBeUsedIsNotTakenForNone(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("status.sock");
    assumeTrue(!"root".equals(System.getProperty("user.name")), "root may use every socket");
    try (var page = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      page.bind(UnixDomainSocketAddress.of(path));
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("---------"));
      assertThat(Run.heddle("ps", "--status", "unix:" + path).err())
          .isEqualTo("heddle ps: cannot connect to unix:" + path + ": Permission denied\n");
    }
  }

  @Test
  void aStatusPortThatWasAskedForAndIsTakenEndsTheCommand() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var heddle = serve("--status-port", Integer.toString(taken.getLocalPort()))) {
      assertThat(heddle.rest()).noneMatch(row -> row.equals("listening"));
      assertThat(heddle.complaints())
          .isEqualTo(
              "heddle serve: no status page: 127.0.0.1:"
                  + taken.getLocalPort()
                  + ": Address already in use; --status-port 0 takes a free port; --no-status"
                  + " turns it off\n");
      assertThat(heddle.exitCode()).isEqualTo(1);
    }
  }

  @Test
  void ifTheDefaultStatusPortIsTakenTheServicesRunWithoutThePage() throws Exception {
    try (var taken = new ServerSocket();
        var heddle = serveOnDefault(taken)) {
      assertThat(heddle.awaitListening()).noneMatch(row -> row.startsWith("status"));
      assertThat(heddle.nextErrorLine())
          .endsWith(
              "warning no status page: 127.0.0.1:7070: Address already in use; --status-port 0"
                  + " takes a free port; --no-status turns it off");
      assertThat(heddle.signal("TERM").exitCode()).isZero();
    }
  }

  private static HeddleProcess serveOnDefault(ServerSocket taken) throws IOException {
    try {
      taken.bind(new InetSocketAddress("127.0.0.1", 7070));
    } catch (BindException e) {
      assertThat(e).hasMessageContaining("in use"); // by somebody else, who may keep it
    }
    return serve("--status-token", "sesame");
  }

  @Test
  void theTokenIsAskedForAndGiven() throws Exception {
    try (var heddle = serve("--status-port", "0", "--status-token", "sesame")) {
      String status = statusAddress(heddle.awaitListening());
      Run without = Run.heddle("ps", "--status", status);
      assertThat(without.exitCode()).isEqualTo(1);
      assertThat(without.err())
          .isEqualTo(
              "heddle ps: "
                  + status
                  + " requires a token: give it with --status-token or in HEDDLE_STATUS_TOKEN\n");
      Run with = Run.heddle("ps", "--status", status, "--status-token", "sesame");
      assertThat(with.exitCode()).isZero();
    }
  }

  @Test
  void aServerThatIsNoStatusPageIsReported() throws Exception {
    try (var heddle = HeddleProcess.start("serve", "daytime", "--port", "0")) {
      int daytime = HeddleProcess.port(heddle.awaitListening().get(1));
      Run run = Run.heddle("ps", "--status", ":" + daytime);
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).startsWith("heddle ps: localhost:" + daytime).hasLineCount(1);
    }
    try (var port = new DeafPort()) {
      assertThat(Run.heddle("ps", "--status", port.address()).err())
          .isEqualTo(
              "heddle ps: no heddle server is answering at "
                  + port.address()
                  + "; is heddle serve running with this status port?\n");
    }
  }

  @Test
  void aStatusPageThatIsNotOursCannotActOnTheTerminal() throws Exception {
    String evil = "\\u001b]0;owned\\u0007\\u009b2J\\u202e\\n05:00:00";
    String status =
        """
        {"pid":1,"ready":true,"open":1,"services":[],
         "loops":[{"name":"%1$s","poller":"%1$s"}],
         "connections":[{"service":"%1$s","peer":"%1$s","activity":"READING","line":"%1$s"}],
         "findings":[{"kind":"%1$s","text":"%1$s"}]}\
        """
            .formatted(evil);
    try (var server = answering("200 OK", status)) {
      Run run = Run.heddle("ps", "--status", ":" + server.port());
      assertThat(run.err()).isEmpty();
      assertThat(run.out())
          .contains("\\x1b]0;owned\\x07\\u009b2J\\u202e\\n05:00:00")
          .doesNotContain("\u001B", "\u0007", "\u009B", "\u202E", "\n05:00:00");
    }
    try (var server = answering("500 Oops", "\u001B[2Jgone\u202E")) {
      Run run = Run.heddle("ps", "--status", ":" + server.port());
      assertThat(run.err()).hasLineCount(1).endsWith(" answers 500: \\x1b[2Jgone\\u202e\n");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP/1.1 200 OK\\r\\nContent-Length: 9\\r\\n\\r\\n{} | : the answer ended early",
        "HTTP/1.1 200 OK\\r\\n\\r\\n<html></html> | ' is not a heddle status page'",
        "HTTP/1.1 200 OK\\r\\n | ' is not a heddle status page'",
        "220 mail.example.org ESMTP\\r\\n | ' is not a heddle status page'",
        "HTTP/1.1 302 Found\\r\\nLocation: /login\\r\\n\\r\\n | ' answers 302'",
        "'' | ' is not a heddle status page'",
      })
  void whatAnswersOtherwiseIsReportedInOneLine(String answer, String message) throws Exception {
    try (var server =
        Server.builder(
                connection -> {
                  connection.readLine();
                  connection.writeText(answer.replace("\\r", "\r").replace("\\n", "\n"));
                })
            .start()) {
      Run run = Run.heddle("ps", "--status", ":" + server.port());
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).isEqualTo("heddle ps: localhost:" + server.port() + message + "\n");
    }
  }

  @Test
  void aStatusThatDoesNotEndIsRefused() throws Exception {
    byte[] blanks = new byte[64 * 1024];
    Arrays.fill(blanks, (byte) ' ');
    try (var server =
        Server.builder(
                connection -> {
                  connection.readLine();
                  connection.writeText("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
                  while (true) {
                    connection.write(ByteBuffer.wrap(blanks));
                  }
                })
            .start()) {
      Run run = Run.heddle("ps", "--status", ":" + server.port());
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).hasLineCount(1).contains("its answer is too long");
    }
  }

  /// A server that gives this answer to whatever it is asked.
  private static Server answering(String status, String body) throws IOException {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    return Server.builder(
            connection -> {
              for (String line; (line = connection.readLine()) != null && !line.isEmpty(); ) {}
              connection.writeText(
                  "HTTP/1.1 "
                      + status
                      + "\r\nContent-Length: "
                      + length
                      + "\r\nConnection: close\r\n\r\n"
                      + body);
            })
        .start();
  }
}
