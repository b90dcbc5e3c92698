package dev.heddle.sim.parity;

import static dev.heddle.sim.parity.Facts.withoutPorts;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Map;
import java.util.concurrent.Callable;

/// What datagrams do, in order and out of it.
final class DatagramPrograms {
  private DatagramPrograms() {}

  static Map<String, Callable<Facts>> all() {
    return Map.of(
        "a datagram channel", DatagramPrograms::channel,
        "a connected datagram channel", DatagramPrograms::connectedChannel,
        "a port that nobody listens to", DatagramPrograms::unreachable,
        "a datagram socket", DatagramPrograms::socket,
        "a connected datagram socket", DatagramPrograms::connectedSocket,
        "closed datagram sockets", DatagramPrograms::closed);
  }

  private static DatagramChannel bound() throws IOException {
    return DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private static SocketAddress nobody() throws IOException {
    try (DatagramChannel gone = bound()) {
      return gone.getLocalAddress();
    }
  }

  private static ByteBuffer one() {
    return ByteBuffer.allocate(1);
  }

  private static void states(Facts facts, DatagramChannel channel) {
    facts
        .add("isOpen", channel::isOpen)
        .add("isConnected", channel::isConnected)
        .add("validOps", channel::validOps)
        .add("getLocalAddress", () -> withoutPorts(channel.getLocalAddress()))
        .add("getRemoteAddress", () -> withoutPorts(channel.getRemoteAddress()));
  }

  private static Facts channel() throws Exception {
    var facts = new Facts();
    try (DatagramChannel channel = DatagramChannel.open()) {
      states(facts, channel);
      channel.configureBlocking(false);
      facts
          .add("receive", () -> channel.receive(one()))
          .run("read", () -> channel.read(one()))
          .run("write", () -> channel.write(one()))
          .run("send", () -> channel.send(one(), null))
          .run(
              "unresolved",
              () -> channel.send(one(), InetSocketAddress.createUnresolved("nowhere.invalid", 1)))
          .run("read only", () -> channel.receive(one().asReadOnlyBuffer()))
          .run("bind again", () -> channel.bind(null))
          .add("disconnect", () -> channel.disconnect() == channel);
    }
    return facts;
  }

  private static Facts connectedChannel() throws Exception {
    var facts = new Facts();
    try (DatagramChannel channel = bound();
        DatagramChannel peer = bound()) {
      facts
          .run("null", () -> channel.connect(null))
          .run("connect", () -> channel.connect(peer.getLocalAddress()))
          .run("again", () -> channel.connect(peer.getLocalAddress()));
      states(facts, channel);
      facts
          .add("write", () -> channel.write(one()))
          .add("receive", () -> withoutPorts(peer.receive(one())))
          .add("send", () -> channel.send(one(), peer.getLocalAddress()))
          .run("elsewhere", () -> channel.send(one(), channel.getLocalAddress()))
          .add("back", () -> peer.send(one(), channel.getLocalAddress()))
          .add("read", () -> channel.read(one()));
      channel.disconnect();
      states(facts, channel);
      facts
          .run("read", () -> channel.read(one()))
          .add("send", () -> channel.send(one(), peer.getLocalAddress()));
    }
    return facts;
  }

  private static Facts unreachable() throws Exception {
    var facts = new Facts();
    SocketAddress nobody = nobody();
    try (DatagramChannel channel = bound()) {
      channel.connect(nobody);
      facts.add("write", () -> channel.write(one())).run("read", () -> channel.read(one()));
      channel.configureBlocking(false);
      facts.add("read", () -> channel.read(one())).add("isConnected", channel::isConnected);
    }
    try (DatagramChannel channel = bound()) {
      facts.add("send", () -> channel.send(one(), nobody));
      channel.configureBlocking(false);
      facts.add("receive", () -> channel.receive(one()));
    }
    try (var socket = new DatagramSocket()) {
      socket.connect(nobody);
      socket.setSoTimeout(1000);
      facts
          .run("send", () -> socket.send(new DatagramPacket(new byte[1], 1)))
          .run("receive", () -> socket.receive(new DatagramPacket(new byte[1], 1)));
    }
    return facts;
  }

  private static void states(Facts facts, DatagramSocket socket) {
    facts
        .add("isBound", socket::isBound)
        .add("isConnected", socket::isConnected)
        .add("isClosed", socket::isClosed)
        .add("getPort", () -> withoutPorts(socket.getPort()))
        .add("getLocalPort", () -> withoutPorts(socket.getLocalPort()))
        .add("getInetAddress", socket::getInetAddress)
        .add("getLocalAddress", socket::getLocalAddress)
        .add("getRemoteSocketAddress", () -> withoutPorts(socket.getRemoteSocketAddress()))
        .add("getLocalSocketAddress", () -> withoutPorts(socket.getLocalSocketAddress()))
        .add("getSoTimeout", socket::getSoTimeout)
        .add("getBroadcast", socket::getBroadcast)
        .add("getReuseAddress", socket::getReuseAddress)
        .add("getTrafficClass", socket::getTrafficClass);
  }

  private static Facts socket() throws Exception {
    var facts = new Facts();
    try (var socket = new DatagramSocket(null)) {
      states(facts, socket);
      facts
          .run("setSoTimeout", () -> socket.setSoTimeout(-1))
          .run("bind", () -> socket.bind(new InetSocketAddress("localhost", 0)));
      states(facts, socket);
      socket.setSoTimeout(1);
      facts
          .run("receive", () -> socket.receive(new DatagramPacket(new byte[1], 1)))
          .run("send", () -> socket.send(new DatagramPacket(new byte[1], 1)));
      var packet = new DatagramPacket(new byte[] {7, 8}, 2, socket.getLocalSocketAddress());
      facts.run("send", () -> socket.send(packet));
      var received = new DatagramPacket(new byte[5], 5);
      facts
          .run("receive", () -> socket.receive(received))
          .add("length", received::getLength)
          .add("from", () -> received.getSocketAddress().equals(socket.getLocalSocketAddress()));
      socket.send(packet);
      var small = new DatagramPacket(new byte[1], 1);
      facts.run("receive", () -> socket.receive(small)).add("length", small::getLength);
    }
    return facts;
  }

  private static Facts connectedSocket() throws Exception {
    var facts = new Facts();
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (var socket = new DatagramSocket(0, loopback);
        var peer = new DatagramSocket(0, loopback)) {
      socket.connect(peer.getLocalSocketAddress());
      states(facts, socket);
      var packet = new DatagramPacket(new byte[1], 1);
      facts
          .run("send", () -> socket.send(packet))
          .run("receive", () -> peer.receive(new DatagramPacket(new byte[1], 1)));
      socket.disconnect();
      states(facts, socket);
    }
    return facts;
  }

  private static Facts closed() throws Exception {
    var facts = new Facts();
    var socket = new DatagramSocket();
    socket.close();
    facts
        .run("close again", socket::close)
        .add("isClosed", socket::isClosed)
        .add("getLocalPort", socket::getLocalPort)
        .add("getLocalAddress", socket::getLocalAddress)
        .run("connect", () -> socket.connect(InetAddress.getLoopbackAddress(), 9));
    DatagramChannel channel = bound();
    channel.close();
    states(facts, channel);
    facts
        .run("receive", () -> channel.receive(one()))
        .run("send", () -> channel.send(one(), new InetSocketAddress("localhost", 9)))
        .run("connect", () -> channel.connect(new InetSocketAddress("localhost", 9)))
        .run("disconnect", channel::disconnect);
    return facts;
  }
}
