package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The limits of `heddle serve` in a running process.
class LimitsProcessTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @Test
  void anAddressHasSoManyConnectionsAndNoMore() throws Exception {
    try (var heddle = serve("numbers:0", "--max-connections-per-address", "2")) {
      int port = HeddleProcess.port(heddle.awaitListening().get(1));
      try (var first = asked(port);
          var second = asked(port);
          var third = new Socket(LOOPBACK, port)) {
        assertThat(text(third))
            .isEqualTo("error: from your address 2 connections are open; try again later\n");
        assertThat(first.isConnected() && second.isConnected()).isTrue();
        assertThat(heddle.nextErrorLine())
            .endsWith("connections from 127.0.0.1 are rejected: 2 connections are open");
      }
    }
  }

  @Test
  void anAddressHasSoManyNewConnectionsInASecond() throws Exception {
    try (var heddle = serve("numbers:0", "--accept-rate-per-address", "3")) {
      int port = HeddleProcess.port(heddle.awaitListening().get(1));
      var open = new ArrayList<Socket>();
      CompletableFuture<String> line = CompletableFuture.supplyAsync(() -> errorLine(heddle));
      while (!line.isDone()) {
        open.add(new Socket(LOOPBACK, port));
      }
      assertThat(line.get())
          .endsWith(
              "connections from 127.0.0.1 are rejected: connections came faster than 3 a second");
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"100000", "100kB", "100k"})
  void unfinishedMessagesHaveABudget(String size) throws Exception {
    try (var heddle = serve("numbers:0", "--max-buffered", size)) {
      int port = HeddleProcess.port(heddle.awaitListening().get(1));
      var halfLine = new byte[60_000];
      List<Socket> clients =
          List.of(
              new Socket(LOOPBACK, port), new Socket(LOOPBACK, port), new Socket(LOOPBACK, port));
      for (Socket client : clients) {
        client.getOutputStream().write(halfLine);
      }
      assertThat(heddle.nextErrorLine())
          .contains(
              size.equals("100000")
                  ? "closed: connections hold more than 100000 bytes"
                  : "closed: connections hold more than 102400 bytes");
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  @Test
  void aPeerHasSoManyAnswersByUDP() throws Exception {
    try (var heddle = serve("echo:0", "--datagram-rate", "1");
        var peer = new DatagramSocket(0, LOOPBACK)) { // not connected: it may be anybody
      int port = HeddleProcess.port(heddle.awaitListening().get(1));
      CompletableFuture<String> line = CompletableFuture.supplyAsync(() -> errorLine(heddle));
      var datagram = new DatagramPacket(new byte[] {'x'}, 1, LOOPBACK, port);
      while (!line.isDone()) {
        peer.send(datagram);
      }
      assertThat(line.get())
          .contains("echo: a datagram of 127.0.0.1:" + peer.getLocalPort() + " is not answered: ");
    }
  }

  @Test
  void webAndTheStatusPageAnswerToTheHostsThatAreNamed(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("index.html"), "hi");
    try (var heddle =
        serve(
            "web:0",
            "--root",
            folder.toString(),
            "--allowed-host",
            "example.org,.example.net",
            "--status-port",
            "0",
            "--status-allowed-host",
            "status.example.org")) {
      List<String> table = heddle.awaitListening();
      int web = HeddleProcess.port(table.get(1));
      assertThat(status(web, "example.org")).isEqualTo("HTTP/1.1 200 OK");
      assertThat(status(web, "www.example.net:80")).isEqualTo("HTTP/1.1 200 OK");
      assertThat(status(web, "status.example.org")).startsWith("HTTP/1.1 421 ");
      int page = HeddleProcess.port(table.getLast());
      assertThat(status(page, "status.example.org")).isEqualTo("HTTP/1.1 200 OK");
      assertThat(status(page, "example.org")).startsWith("HTTP/1.1 421 ");
    }
  }

  private static HeddleProcess serve(String... args) throws IOException {
    var all = new ArrayList<>(List.of("serve"));
    all.addAll(List.of(args));
    return HeddleProcess.start(all.toArray(String[]::new));
  }

  /// A connection that has been answered, so that it counts.
  private static Socket asked(int port) throws IOException {
    var client = new Socket(LOOPBACK, port);
    client.getOutputStream().write("21\n".getBytes(StandardCharsets.UTF_8));
    assertThat(client.getInputStream().readNBytes(3)).asString().isEqualTo("42\n");
    return client;
  }

  private static String text(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static String status(int port, String host) throws IOException {
    try (var client = new Socket(LOOPBACK, port)) {
      String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      client.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return text(client).lines().findFirst().orElse("");
    }
  }

  private static String errorLine(HeddleProcess heddle) {
    try {
      return heddle.nextErrorLine();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
