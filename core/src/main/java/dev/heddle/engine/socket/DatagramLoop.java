package dev.heddle.engine.socket;

import dev.heddle.Datagram;
import dev.heddle.engine.Driver.DatagramHost;
import dev.heddle.engine.Listening;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/// Answers one datagram after another on a thread that blocks in `receive`.
public final class DatagramLoop implements Listening {
  private static final int LARGEST = 65_535;

  private final DatagramChannel channel;
  private final SocketAddress address;
  private final DatagramHost host;

  public DatagramLoop(SocketAddress requested, DatagramHost host) throws IOException {
    this.channel = bind(requested);
    this.address = channel.getLocalAddress();
    this.host = host;
  }

  /// A UDP socket bound to the address.
  public static DatagramChannel bind(SocketAddress requested) throws IOException {
    var channel = DatagramChannel.open();
    try {
      return channel.bind(requested);
    } catch (SocketException e) {
      channel.close();
      throw Sockets.named(requested, e);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public SocketAddress address() {
    return address;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Closed all the same.
    }
  }

  /// Serves until closed.
  public void run() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(LARGEST);
    while (channel.isOpen()) {
      try {
        SocketAddress peer = channel.receive(buffer.clear());
        if (peer != null) {
          send(answer(host, peer, buffer.flip()));
        }
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        host.failed(e); // about one datagram: a peer that is gone, an answer that is too long
      }
    }
  }

  private void send(@Nullable Datagram answer) throws IOException {
    if (answer != null) {
      channel.send(answer.payload(), answer.peer());
    }
  }

  /// The handler's answer to what has been received.
  public static @Nullable Datagram answer(
      DatagramHost host, SocketAddress peer, ByteBuffer payload) throws IOException {
    try {
      return host.answer(new Datagram(peer, payload));
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("the handler threw " + e, e);
    }
  }
}
