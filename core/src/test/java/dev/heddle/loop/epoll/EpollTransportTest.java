package dev.heddle.loop.epoll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Leftovers;
import dev.heddle.loop.EventLoop;
import dev.heddle.transport.ReadBuffer;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Behaviour that depends on edge-triggered events.
@ExtendWith(Leftovers.class)
class EpollTransportTest {
  private EventLoop loop;
  private ServerSocket listening;

  @BeforeEach
  void opens() throws IOException {
    loop = EventLoop.start("heddle-loop-test", EpollPoller::new);
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void closes() throws IOException {
    listening.close();
    loop.stop();
  }

  @Test
  void whatFollowsUrgentDataIsReadToo() throws Exception {
    Transport transport = connect(listening.getLocalSocketAddress());
    try (Socket peer = listening.accept()) {
      peer.getOutputStream().write(utf8("before"));
      peer.sendUrgentData('!');
      peer.getOutputStream().write(utf8("after"));
      assertThat(read(transport, "beforeafter".length())).isEqualTo("beforeafter");
    } finally {
      transport.close();
    }
  }

  @Test
  void anEndThatCameWithTheLastBytesIsSeen() throws Exception {
    Transport transport = connect(listening.getLocalSocketAddress());
    try (Socket peer = listening.accept()) {
      peer.getOutputStream().write(utf8("bye"));
    }
    assertThat(read(transport, Integer.MAX_VALUE)).isEqualTo("bye");
    transport.close();
  }

  @Test
  void eachReadAfterAResetFails() throws Exception {
    Transport transport = connect(listening.getLocalSocketAddress());
    Socket peer = listening.accept();
    peer.setSoLinger(true, 0);
    peer.close();
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> read(transport, 1)).hasMessageContaining("reset");
    }
    transport.close();
  }

  @Test
  void buffersOfEveryKindAreSentFromTheirPosition() throws Exception {
    Transport transport = connect(listening.getLocalSocketAddress());
    try (Socket peer = listening.accept()) {
      byte[] text = utf8("-abc-");
      List<ByteBuffer> kinds =
          List.of(
              ByteBuffer.wrap(text),
              ByteBuffer.wrap(text).asReadOnlyBuffer(),
              ByteBuffer.allocateDirect(5).put(text).flip(),
              ByteBuffer.wrap(utf8("???-abc-???"), 3, 5).slice());
      for (ByteBuffer kind : kinds) {
        ByteBuffer part = kind.position(1).limit(4);
        inThread(() -> {
          transport.write(part);
          return true;
        });
        assertThat(part.hasRemaining()).isFalse();
        assertThat(peer.getInputStream().readNBytes(3)).isEqualTo(utf8("abc"));
      }
    } finally {
      transport.close();
    }
    assertThat(transport.bytesWritten()).isEqualTo(12);
  }

  @Test
  void aConnectToAFullUnixSocketWaitsForRoomOrItsTimeout(@TempDir Path directory) throws Exception {
    var address = UnixDomainSocketAddress.of(directory.resolve("full"));
    var waiting = new ArrayList<Transport>();
    try (var full = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      full.bind(address, 1);
      assertThatThrownBy(
              () -> {
                while (true) {
                  waiting.add(connect(address, Duration.ofMillis(100)));
                }
              })
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageContaining("full");
      CompletableFuture<Transport> late =
          CompletableFuture.supplyAsync(() -> {
            try {
              return connect(address);
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          });
      full.accept().close();
      waiting.add(late.get(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }
    waiting.forEach(Transport::close);
  }

  @Test
  void aConnectThatIsRefusedSaysSo() {
    var nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    assertThatThrownBy(() -> connect(nobody)).hasMessageContaining("Connection refused");
  }

  /// That many bytes, or all up to the end of the stream.
  private String read(Transport transport, int count) throws IOException {
    return inThread(() -> {
      var buffer = new ReadBuffer();
      while (buffer.size() < count) {
        int result = transport.read(buffer, Eventually.PATIENCE.toNanos());
        if (result == Transport.END) {
          break;
        }
        assertThat(result).isPositive();
      }
      return new String(buffer.take(buffer.size()), StandardCharsets.UTF_8);
    });
  }

  private Transport connect(SocketAddress address) throws IOException {
    return connect(address, Eventually.PATIENCE);
  }

  private Transport connect(SocketAddress address, Duration timeout) throws IOException {
    return inThread(() -> loop.poller().connect(address, timeout));
  }

  private <T> T inThread(Callable<T> action) throws IOException {
    return loop.threads().call(action);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
