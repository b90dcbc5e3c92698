package dev.heddle.services;

import dev.heddle.DatagramServer;
import dev.heddle.Engine;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Asks a service by UDP.
final class Datagrams {
  private Datagrams() {}

  static String answer(Service service, Options options, Engine engine, String request)
      throws IOException {
    byte[] answer = answer(service, options, engine, request.getBytes(StandardCharsets.UTF_8));
    return new String(answer, StandardCharsets.UTF_8);
  }

  static byte[] answer(Service service, Options options, Engine engine, byte[] request)
      throws IOException {
    try (DatagramServer server =
            DatagramServer.builder(service.udp().apply(options)).engine(engine).start();
        var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      socket.setSoTimeout(20_000);
      // Not connected: a connected DatagramSocket does not send empty datagrams.
      socket.send(new DatagramPacket(request, request.length, server.address()));
      var answer = new DatagramPacket(new byte[65_535], 65_535);
      socket.receive(answer);
      return Arrays.copyOf(answer.getData(), answer.getLength());
    }
  }
}
