package dev.heddle.lab.patterns;

import dev.heddle.lab.Lab;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A way for datagrams on which some are lost and some overtaken, as on real networks. It takes
/// them at a port of its own and passes them on. Run by one thread; the counts are for all.
final class LossyPath implements AutoCloseable {
  private static final int LARGEST = 1500;

  final AtomicInteger dropped = new AtomicInteger();
  final AtomicInteger overtaken = new AtomicInteger();

  private final DatagramSocket socket;
  private final SocketAddress target;
  private final Random random;
  private final int loss;
  private final int reorder;

  /// @param target the destination of datagrams that are not lost
  /// @param loss how many of a hundred are lost
  /// @param reorder how many of a hundred are held back until the next one has passed
  LossyPath(Random random, SocketAddress target, int loss, int reorder) throws IOException {
    this.socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    this.target = target;
    this.random = random;
    this.loss = loss;
    this.reorder = reorder;
  }

  /// Where to send to.
  SocketAddress entrance() {
    return socket.getLocalSocketAddress();
  }

  /// Passes datagrams on until it is closed.
  void run(Lab lab) throws IOException {
    socket.setSoTimeout(30);
    DatagramPacket held = null;
    while (!socket.isClosed()) {
      DatagramPacket packet = receive();
      if (packet != null && random.nextInt(100) < loss) {
        dropped.incrementAndGet();
        lab.note("loses " + packet.getLength() + " bytes");
      } else if (packet != null && held == null && random.nextInt(100) < reorder) {
        held = packet;
        overtaken.incrementAndGet();
      } else {
        pass(packet);
        pass(held);
        held = null;
      }
    }
  }

  /// @return null if nothing comes for a while
  private @Nullable DatagramPacket receive() throws IOException {
    var packet = new DatagramPacket(new byte[LARGEST], LARGEST);
    try {
      socket.receive(packet);
      return packet;
    } catch (SocketTimeoutException e) {
      return null;
    } catch (IOException e) {
      if (socket.isClosed()) {
        return null;
      }
      throw e;
    }
  }

  private void pass(@Nullable DatagramPacket packet) throws IOException {
    if (packet != null && !socket.isClosed()) {
      packet.setSocketAddress(target);
      socket.send(packet);
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
