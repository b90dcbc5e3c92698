package dev.heddle.serving;

import dev.heddle.Datagram;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/// Answers one datagram after another. Stateless.
public final class DatagramService {
  private static final int LARGEST = 65_535;

  private DatagramService() {}

  /// The socket, as one engine has it. Its receiving and sending belong to the thread that serves.
  public interface Port {
    /// Waits for a datagram, and puts it into `into`.
    ///
    /// @return its sender; null if none has come
    @Nullable SocketAddress receive(ByteBuffer into) throws IOException;

    /// @return how many bytes were sent
    int send(Datagram answer) throws IOException;

    /// Whether the server has closed it.
    boolean isClosed();
  }

  /// Serves on the calling thread until the port is closed. If that ends for another reason, so
  /// does the server.
  public static void run(Port port, DatagramHost host) {
    try {
      serve(port, host, ByteBuffer.allocateDirect(LARGEST));
    } catch (Throwable e) {
      host.engineFailed(e);
    }
  }

  private static void serve(Port port, DatagramHost host, ByteBuffer buffer)
      throws ClosedChannelException {
    while (!port.isClosed()) {
      try {
        SocketAddress peer = port.receive(buffer.clear());
        Datagram answer = peer == null ? null : host.reply(new Datagram(peer, buffer.flip()));
        if (answer != null) {
          host.sent(port.send(answer));
        }
      } catch (ClosedChannelException e) {
        if (!port.isClosed()) {
          throw e;
        }
      } catch (Throwable e) {
        host.failed(e); // about one datagram: a peer that is gone, an answer that is too long
      }
    }
  }
}
