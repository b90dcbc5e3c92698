package dev.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.CloseReason;
import dev.heddle.Handler;
import dev.heddle.ProxyHeader;
import dev.heddle.ProxyProtocol;
import dev.heddle.Server;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The PROXY protocol as HAProxy and nginx send it.
class ProxiesTest {
  private static final Path NGINX_STREAM = Path.of("/usr/lib/nginx/modules/ngx_stream_module.so");

  /// Says who the client is, for each line.
  private static final Handler WHO =
      connection -> {
        ProxyHeader header = connection.proxyHeader();
        while (connection.readLine() != null) {
          connection.writeLine(
              (header == null ? "none" : "v" + header.version() + " " + header.command())
                  + ' '
                  + connection.peerAddress());
        }
      };

  @TempDir Path folder;
  private Server server;
  private Process proxy;

  @BeforeEach
  void starts() throws IOException {
    server = Server.builder(WHO).proxyProtocol(ProxyProtocol.required()).start();
  }

  @AfterEach
  void ends() throws InterruptedException {
    if (proxy != null) {
      proxy.destroy();
      proxy.waitFor();
    }
    server.close();
  }

  private static Path needed(String name) {
    Path found =
        List.of("/usr/sbin/", "/usr/bin/", "/usr/local/sbin/").stream()
            .map(place -> Path.of(place + name))
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(null);
    assumeTrue(found != null, "needs " + name);
    return found;
  }

  private static int freePort() throws IOException {
    try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private void start(Path config, String... command) throws IOException {
    proxy =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    assertThat(config).exists();
  }

  private void haproxy(String options, String... binds) throws IOException {
    Path program = needed("haproxy");
    var config = new StringBuilder("defaults\n  mode tcp\n  timeout connect 5s\n");
    config.append("  timeout client 30s\n  timeout server 30s\nlisten heddle\n");
    for (String bind : binds) {
      config.append("  bind ").append(bind).append('\n');
    }
    config.append("  server one 127.0.0.1:" + server.port() + ' ' + options + '\n');
    Path file = Files.writeString(folder.resolve("haproxy.cfg"), config);
    start(file, program.toString(), "-db", "-f", file.toString());
  }

  private Peer connected(int port) {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    Eventually.that("the proxy listens", () -> listens(address));
    return Peer.connect(address);
  }

  private boolean listens(SocketAddress address) {
    if (!proxy.isAlive()) {
      try {
        throw new AssertionError(Files.readString(folder.resolve("log")));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    try (var probe = new Socket()) {
      probe.connect(address);
      return probe.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @ParameterizedTest
  @CsvSource({"send-proxy, v1", "send-proxy-v2, v2", "send-proxy-v2 proxy-v2-options crc32c, v2"})
  void haproxyNamesTheClient(String options, String version) throws IOException {
    int port = freePort();
    haproxy(options, "127.0.0.1:" + port);
    try (Peer client = connected(port)) {
      assertThat(client.send("who\n").line())
          .isEqualTo(version + " PROXY /127.0.0.1:" + client.port());
    }
  }

  @Test
  void anIpv4ClientOfADualStackFrontendIsAnIpv4Client() throws IOException {
    int port = freePort();
    haproxy("send-proxy-v2", ":::" + port + " v4v6");
    try (Peer client = connected(port)) {
      assertThat(client.send("who\n").line()).isEqualTo("v2 PROXY /127.0.0.1:" + client.port());
    }
  }

  @Test
  void aClientOfAUnixFrontendOfHaproxyIsServedThoughItIsLocal() throws IOException {
    Path socket = folder.resolve("frontend");
    haproxy("send-proxy-v2", "unix@" + socket);
    Eventually.that("the proxy listens", () -> Files.exists(socket));
    try (var client = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      client.write(ByteBuffer.wrap("who\n".getBytes(StandardCharsets.UTF_8)));
      ByteBuffer answer = ByteBuffer.allocate(100);
      client.read(answer);
      assertThat(new String(answer.array(), StandardCharsets.UTF_8))
          .startsWith("v2 LOCAL /127.0.0.1:");
    }
  }

  @ParameterizedTest
  @CsvSource({"send-proxy", "send-proxy-v2"})
  void healthChecksOfHaproxyAreProbesAndNeverBroken(String options) throws IOException {
    haproxy(options + " check inter 50", "127.0.0.1:" + freePort());
    Eventually.that("several checks", () -> server.stats().closed().get(CloseReason.PROBED) >= 5);
    assertThat(server.stats().closed().get(CloseReason.BROKEN)).isZero();
    assertThat(server.stats().closed().get(CloseReason.MALFORMED)).isZero();
  }

  @Test
  void nginxNamesTheClient() throws IOException {
    Path program = needed("nginx");
    assumeTrue(Files.exists(NGINX_STREAM), "needs nginx with its stream module");
    int port = freePort();
    Path file =
        Files.writeString(
            folder.resolve("nginx.conf"),
            """
            load_module %s;
            daemon off;
            master_process off;
            pid %s/pid;
            error_log stderr;
            events {}
            stream { server {
              listen 127.0.0.1:%d;
              proxy_pass 127.0.0.1:%d;
              proxy_protocol on;
            } }
            """
                .formatted(NGINX_STREAM, folder, port, server.port()));
    start(file, program.toString(), "-c", file.toString(), "-e", "stderr");
    try (Peer client = connected(port)) {
      assertThat(client.send("who\n").line()).isEqualTo("v1 PROXY /127.0.0.1:" + client.port());
    }
  }
}
