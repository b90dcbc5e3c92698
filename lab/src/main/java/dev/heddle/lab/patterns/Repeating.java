package dev.heddle.lab.patterns;

import dev.heddle.lab.Lab;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/// A reliable stream on a bad path, in the way of TCP: the receiver acknowledges what it has
/// without gaps; the sender keeps a few datagrams in flight, and repeats those that were not
/// acknowledged in time.
final class Repeating {
  private static final int WINDOW = 8;
  private static final int PATIENCE_MILLIS = 10;

  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicInteger timeouts = new AtomicInteger();

  private Repeating() {}

  /// @return the numbers as the receiver's reader sees them
  static List<Integer> run(Lab lab, int count, int loss, int reorder) throws Exception {
    var it = new Repeating();
    var delivered = new ArrayList<Integer>();
    Lab.Started receiving;
    try (var sender = new DatagramSocket(ANY);
        var receiver = new DatagramSocket(ANY);
        var path = new LossyPath(lab.random(), receiver.getLocalSocketAddress(), loss, reorder);
        var back = new LossyPath(lab.random(), sender.getLocalSocketAddress(), loss, reorder)) {
      lab.start("path", () -> path.run(lab));
      lab.start("path back", () -> back.run(lab));
      receiving = lab.start("receiver", () -> it.receive(receiver, back.entrance(), delivered));
      lab.start(
              "sender",
              () -> {
                it.send(sender, path.entrance(), count);
                lab.note("has everything acknowledged");
              })
          .join();
    }
    receiving.join(); // its socket has been closed
    lab.conclude(
        "delivered "
            + delivered.size()
            + " of "
            + count
            + ", "
            + Numbered.outOfOrder(delivered)
            + " out of order; for that, "
            + it.sent
            + " datagrams were sent, and "
            + it.timeouts
            + " times nothing was heard for "
            + PATIENCE_MILLIS
            + " ms");
    return delivered;
  }

  // region send
  private void send(DatagramSocket socket, SocketAddress path, int count) throws IOException {
    socket.setSoTimeout(PATIENCE_MILLIS);
    int acknowledged = 0;
    int last = 0;
    while (acknowledged < count) {
      while (last < Math.min(count, acknowledged + WINDOW)) {
        transmit(socket, ++last, path);
      }
      try {
        acknowledged = Math.max(acknowledged, Numbered.receive(socket));
      } catch (SocketTimeoutException e) {
        timeouts.incrementAndGet();
        for (int number = acknowledged + 1; number <= last; number++) {
          transmit(socket, number, path);
        }
      }
    }
  }

  // endregion

  private void transmit(DatagramSocket socket, int number, SocketAddress path) throws IOException {
    Numbered.send(socket, number, path);
    sent.incrementAndGet();
  }

  private void receive(DatagramSocket socket, SocketAddress back, List<Integer> delivered)
      throws IOException {
    var early = new TreeSet<Integer>();
    int complete = 0;
    try {
      while (true) {
        early.add(Numbered.receive(socket));
        while (!early.isEmpty() && early.first() <= complete + 1) {
          int number = early.removeFirst();
          if (number == complete + 1) { // else it has come twice
            delivered.add(number);
            complete = number;
          }
        }
        Numbered.send(socket, complete, back);
      }
    } catch (IOException e) {
      if (!socket.isClosed()) {
        throw e;
      }
    }
  }
}
