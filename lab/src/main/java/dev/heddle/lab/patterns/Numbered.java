package dev.heddle.lab.patterns;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Datagrams that are a number each.
final class Numbered {
  /// After this long without a datagram, no more will come.
  private static final int SILENCE_MILLIS = 300;

  private Numbered() {}

  static void send(DatagramSocket socket, int number, SocketAddress to) throws IOException {
    byte[] bytes = ByteBuffer.allocate(4).putInt(number).array();
    socket.send(new DatagramPacket(bytes, bytes.length, to));
  }

  /// @throws SocketTimeoutException if none comes within the socket's timeout
  static int receive(DatagramSocket socket) throws IOException {
    var packet = new DatagramPacket(new byte[4], 4);
    socket.receive(packet);
    return ByteBuffer.wrap(packet.getData()).getInt();
  }

  /// All that come, up to a silence.
  static List<Integer> receiveAll(DatagramSocket socket) throws IOException {
    socket.setSoTimeout(SILENCE_MILLIS);
    var numbers = new ArrayList<Integer>();
    try {
      while (true) {
        numbers.add(receive(socket));
      }
    } catch (SocketTimeoutException e) {
      return numbers;
    }
  }

  /// How many came after a greater one.
  static int outOfOrder(List<Integer> numbers) {
    int late = 0;
    int greatest = 0;
    for (int number : numbers) {
      late += number < greatest ? 1 : 0;
      greatest = Math.max(greatest, number);
    }
    return late;
  }
}
