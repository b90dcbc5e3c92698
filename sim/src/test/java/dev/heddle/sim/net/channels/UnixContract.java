package dev.heddle.sim.net.channels;

import static dev.heddle.sim.net.channels.Stack.bytes;
import static dev.heddle.sim.net.channels.Stack.read;
import static java.net.StandardProtocolFamily.UNIX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What Unix-domain channels do.
abstract class UnixContract implements Stack {
  @TempDir Path directory;

  private ServerSocketChannel listenAt(String name) throws IOException {
    return provider().openServerSocketChannel(UNIX).bind(address(name));
  }

  private UnixDomainSocketAddress address(String name) {
    return UnixDomainSocketAddress.of(directory.resolve(name));
  }

  private SocketChannel connected(String name) throws IOException {
    SocketChannel client = provider().openSocketChannel(UNIX);
    assertThat(client.connect(address(name))).isTrue();
    return client;
  }

  @Test
  void bytesArriveInBothDirections() throws Exception {
    try (ServerSocketChannel listener = listenAt("a");
        SocketChannel client = connected("a");
        SocketChannel server = listener.accept()) {
      client.write(bytes("ping"));
      assertThat(read(server, 4)).isEqualTo("ping");
      server.write(bytes("pong"));
      server.close();
      assertThat(read(client, 100)).isEqualTo("pong");
    }
  }

  @Test
  void onlyTheListenerHasAName() throws Exception {
    try (ServerSocketChannel listener = listenAt("a");
        SocketChannel client = connected("a");
        SocketChannel server = listener.accept()) {
      assertThat(listener.getLocalAddress()).isEqualTo(address("a"));
      assertThat(client.getRemoteAddress()).isEqualTo(address("a"));
      assertThat(client.getLocalAddress()).isEqualTo(UnixDomainSocketAddress.of(""));
      assertThat(server.getRemoteAddress()).isEqualTo(UnixDomainSocketAddress.of(""));
      assertThat(server.getLocalAddress()).isEqualTo(address("a"));
      assertThatThrownBy(client::socket)
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessage("Not supported");
    }
  }

  @Test
  void aMissingPathIsAnError() throws Exception {
    try (SocketChannel client = provider().openSocketChannel(UNIX)) {
      assertThatThrownBy(() -> client.connect(address("missing")))
          .isExactlyInstanceOf(SocketException.class)
          .hasMessage("No such file or directory");
      assertThat(client.isOpen()).isFalse();
    }
  }

  @Test
  void aPathInUseIsNotBoundAgain() throws Exception {
    try (ServerSocketChannel listener = listenAt("a")) {
      assertThat(listener.isOpen()).isTrue();
      assertThatThrownBy(() -> listenAt("a"))
          .isExactlyInstanceOf(BindException.class)
          .hasMessage("Address already in use");
    }
  }

  @Test
  void aWriteToAClosedPeerIsABrokenPipeAtOnce() throws Exception {
    try (ServerSocketChannel listener = listenAt("a");
        SocketChannel client = connected("a")) {
      listener.accept().close();
      assertThatThrownBy(() -> client.write(bytes("x")))
          .isExactlyInstanceOf(IOException.class)
          .hasMessage("Broken pipe");
      assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
  }

  @Test
  void aCloseWithUnreadBytesIsAReset() throws Exception {
    try (ServerSocketChannel listener = listenAt("a");
        SocketChannel client = connected("a");
        SocketChannel server = listener.accept()) {
      client.write(bytes("unread"));
      server.close();
      assertThatThrownBy(() -> client.write(bytes("x"))).hasMessage("Broken pipe");
      assertThatThrownBy(() -> client.read(ByteBuffer.allocate(1)))
          .isExactlyInstanceOf(SocketException.class)
          .hasMessage("Connection reset");
    }
  }

  @Test
  void aSelectorSeesWhatWasWrittenAtOnce() throws Exception {
    try (ServerSocketChannel listener = listenAt("a");
        SocketChannel client = connected("a");
        SocketChannel server = listener.accept();
        Selector selector = provider().openSelector()) {
      server.configureBlocking(false);
      SelectionKey key = server.register(selector, SelectionKey.OP_READ);
      assertThat(selector.selectNow()).isZero();
      client.write(bytes("x"));
      assertThat(selector.selectNow()).isEqualTo(1);
      assertThat(key.isReadable()).isTrue();
    }
  }

  @Test
  void aFullPeerStopsANonBlockingWriter() throws Exception {
    try (ServerSocketChannel listener = listenAt("a");
        SocketChannel client = connected("a");
        SocketChannel server = listener.accept()) {
      client.configureBlocking(false);
      server.configureBlocking(false);
      long sent = 0;
      ByteBuffer block = ByteBuffer.allocate(1_000);
      int count;
      while ((count = client.write(block.clear())) > 0) {
        sent += count;
      }
      long seen = 0;
      while ((count = server.read(block.clear())) > 0) {
        seen += count;
      }
      assertThat(seen).isEqualTo(sent);
      assertThat(client.write(block.clear())).isEqualTo(1_000);
    }
  }
}
