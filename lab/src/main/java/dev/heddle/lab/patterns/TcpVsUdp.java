package dev.heddle.lab.patterns;

import dev.heddle.lab.Experiment;
import dev.heddle.lab.Lab;
import dev.heddle.lab.Scene;
import dev.heddle.lab.Setting;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// The same numbered messages three times: by UDP on a path that loses and reorders; by UDP on the
/// same path, with numbers, acknowledgements and repetitions, which is what TCP does; and by TCP.
final class TcpVsUdp {
  private static final Setting COUNT =
      Setting.number("count", 200, 1, 10_000, "how many messages are sent");
  private static final Setting LOSS =
      Setting.number("loss", 10, 0, 90, "how many of a hundred are lost");
  private static final Setting REORDER =
      Setting.number("reorder", 10, 0, 90, "how many of a hundred are overtaken");

  static final Experiment EXPERIMENT =
      new Experiment(
          "tcp-vs-udp",
          "what UDP loses and reorders on a bad path, and what TCP does about it",
          List.of(COUNT, LOSS, REORDER),
          settings -> {
            int count = settings.number(COUNT);
            int loss = settings.number(LOSS);
            int reorder = settings.number(REORDER);
            return List.of(
                new Scene("UDP on a bad path", lab -> udp(lab, count, loss, reorder)),
                new Scene("numbered and repeated", lab -> Repeating.run(lab, count, loss, reorder)),
                new Scene("TCP", lab -> tcp(lab, count)));
          });

  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private TcpVsUdp() {}

  /// @return the numbers as they came
  static List<Integer> udp(Lab lab, int count, int loss, int reorder) throws Exception {
    var came = new ArrayList<Integer>();
    try (var sender = new DatagramSocket(ANY);
        var receiver = new DatagramSocket(ANY);
        var path = new LossyPath(lab.random(), receiver.getLocalSocketAddress(), loss, reorder)) {
      lab.start("path", () -> path.run(lab));
      Lab.Started receiving =
          lab.start("receiver", () -> came.addAll(Numbered.receiveAll(receiver)));
      lab.start(
          "sender",
          () -> {
            for (int number = 1; number <= count; number++) {
              Numbered.send(sender, number, path.entrance());
              if (number % 10 == 0) {
                lab.sleep(1); // or the kernel's buffers would drop some, too
              }
            }
            lab.note("has sent " + count);
          });
      receiving.join();
      lab.conclude(
          "sent "
              + count
              + ", received "
              + came.size()
              + ": the path lost "
              + path.dropped
              + " and held "
              + path.overtaken
              + " back; "
              + Numbered.outOfOrder(came)
              + " arrived out of order, and nothing reported it");
    }
    return came;
  }

  /// @return how many bytes came, in order
  static int tcp(Lab lab, int count) throws Exception {
    var numbers = ByteBuffer.allocate(4 * count);
    int[] reads = new int[1]; // the receiver's, until it has ended
    try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Lab.Started receiving =
          lab.start(
              "receiver",
              () -> {
                try (Socket socket = listening.accept()) {
                  reads[0] = readAll(socket.getInputStream(), numbers);
                }
              });
      lab.start(
          "sender",
          () -> {
            try (var socket = new Socket(listening.getInetAddress(), listening.getLocalPort())) {
              for (int number = 1; number <= count; number++) {
                socket.getOutputStream().write(ByteBuffer.allocate(4).putInt(number).array());
              }
            }
            lab.note("has sent " + count);
          });
      receiving.join();
    }
    numbers.flip();
    int inOrder = 0;
    while (numbers.hasRemaining() && numbers.getInt() == inOrder + 1) {
      inOrder++;
    }
    lab.conclude(
        count
            + " writes came as "
            + reads[0]
            + " reads; "
            + inOrder
            + " numbers in order, none lost, but TCP does not show where a message ends");
    return inOrder;
  }

  private static int readAll(InputStream in, ByteBuffer target) throws IOException {
    byte[] chunk = new byte[1024];
    int reads = 0;
    for (int count; (count = in.read(chunk)) >= 0; reads++) {
      target.put(chunk, 0, count);
    }
    return reads;
  }
}
