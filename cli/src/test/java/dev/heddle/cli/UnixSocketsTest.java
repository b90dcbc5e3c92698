package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Services on Unix domain sockets, and the files of these. Linux only.
class UnixSocketsTest {
  @Test
  void aUnixSocketWhoseQueueIsFullIsTakenByAnother(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("echo");
    try (var busy = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        var first = SocketChannel.open(StandardProtocolFamily.UNIX);
        var second = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      busy.bind(UnixDomainSocketAddress.of(path), 1);
      for (var waiting : List.of(first, second)) {
        waiting.configureBlocking(false);
        waiting.connect(UnixDomainSocketAddress.of(path));
      }
      try (var heddle = HeddleProcess.start("serve", "echo:unix:" + path)) {
        assertThat(heddle.nextErrorLine()).contains("another process listens there");
        assertThat(heddle.exitCode()).isEqualTo(1);
      }
    }
  }

  @Test
  void servicesListenOnUnixSockets(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("echo");
    try (var old = ServerSocketOn.path(path)) {
      assertThat(old.isOpen()).isTrue(); // and leaves its file behind
    }
    String place = "echo:unix:" + path;
    try (var heddle = HeddleProcess.start("serve", place, "--socket-mode", "0600")) {
      assertThat(heddle.awaitListening().get(1)).contains("unix:" + path, "nc -U " + path);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .isEqualTo("rw-------");
      try (var second = HeddleProcess.start("serve", place)) {
        assertThat(second.nextErrorLine()).contains("another process listens there");
        assertThat(second.exitCode()).isEqualTo(1);
      }
      try (var client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
        client.write(ByteBuffer.wrap("hi\n".getBytes(StandardCharsets.UTF_8)));
        ByteBuffer answer = ByteBuffer.allocate(100);
        client.read(answer);
        assertThat(new String(answer.array(), StandardCharsets.UTF_8)).startsWith("ECHO: hi");
      }
      assertThat(heddle.signal("TERM").exitCode()).isZero();
      assertThat(path).doesNotExist();
    }
    Files.writeString(path, "precious");
    try (var heddle = HeddleProcess.start("serve", place)) {
      assertThat(heddle.nextErrorLine()).contains("is not a socket");
      assertThat(heddle.exitCode()).isEqualTo(1);
    }
    assertThat(path).hasContent("precious");
  }

  /// A listening socket whose file stays when it is closed.
  private record ServerSocketOn(ServerSocketChannel channel) implements AutoCloseable {
    static ServerSocketOn path(Path path) throws IOException {
      var channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      return new ServerSocketOn(channel.bind(UnixDomainSocketAddress.of(path)));
    }

    boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
