package dev.heddle.sim.parity;

import static dev.heddle.sim.parity.Facts.withoutPorts;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/// What plain sockets do, in order and out of it.
final class SocketPrograms {
  private SocketPrograms() {}

  static Map<String, Callable<Facts>> all() {
    return Map.of(
        "a socket without a connection", SocketPrograms::unconnected,
        "a socket with one", SocketPrograms::connected,
        "a closed socket", SocketPrograms::closed,
        "half-closed sockets", SocketPrograms::halfClosed,
        "a listener", SocketPrograms::listener,
        "arguments of sockets", SocketPrograms::arguments,
        "a socket that a thread waits for", SocketPrograms::waits,
        "resets", SocketPrograms::resets,
        "addresses", SocketPrograms::addresses);
  }

  private static void states(Facts facts, Socket socket) {
    facts
        .add("isBound", socket::isBound)
        .add("isConnected", socket::isConnected)
        .add("isClosed", socket::isClosed)
        .add("isInputShutdown", socket::isInputShutdown)
        .add("isOutputShutdown", socket::isOutputShutdown)
        .add("getPort", () -> withoutPorts(socket.getPort()))
        .add("getLocalPort", () -> withoutPorts(socket.getLocalPort()))
        .add("getInetAddress", socket::getInetAddress)
        .add("getLocalAddress", socket::getLocalAddress)
        .add("getRemoteSocketAddress", () -> withoutPorts(socket.getRemoteSocketAddress()))
        .add("getLocalSocketAddress", () -> withoutPorts(socket.getLocalSocketAddress()))
        .add("toString", () -> withoutPorts(socket));
  }

  private static void options(Facts facts, Socket socket) {
    facts
        .add("getSoTimeout", socket::getSoTimeout)
        .add("getTcpNoDelay", socket::getTcpNoDelay)
        .add("getSoLinger", socket::getSoLinger)
        .add("getKeepAlive", socket::getKeepAlive)
        .add("getReuseAddress", socket::getReuseAddress)
        .add("getOOBInline", socket::getOOBInline)
        .add("getTrafficClass", socket::getTrafficClass)
        .run("setSoTimeout", () -> socket.setSoTimeout(-1))
        .run("setSoLinger", () -> socket.setSoLinger(true, -1))
        .run("setReceiveBufferSize", () -> socket.setReceiveBufferSize(0))
        .run("setSendBufferSize", () -> socket.setSendBufferSize(0))
        .run("setTrafficClass", () -> socket.setTrafficClass(300));
  }

  private static void streams(Facts facts, Socket socket) {
    facts
        .run("getInputStream", socket::getInputStream)
        .run("getOutputStream", socket::getOutputStream)
        .run("shutdownInput", socket::shutdownInput)
        .run("shutdownOutput", socket::shutdownOutput);
  }

  private static Facts unconnected() throws Exception {
    var facts = new Facts();
    try (var socket = new Socket()) {
      states(facts, socket);
      options(facts, socket);
      streams(facts, socket);
      facts.run("bind", () -> socket.bind(null));
      states(facts, socket);
      facts.run("bind again", () -> socket.bind(null));
      streams(facts, socket);
    }
    return facts;
  }

  private static Facts connected() throws Exception {
    var facts = new Facts();
    try (Pair<Socket> pair = Pair.ofSockets()) {
      states(facts, pair.client());
      states(facts, pair.server());
      options(facts, pair.client());
      options(facts, pair.server());
      facts
          .run("connect", () -> pair.client().connect(new InetSocketAddress("localhost", 1)))
          .run("bind", () -> pair.client().bind(null))
          .run("setTcpNoDelay", () -> pair.client().setTcpNoDelay(true))
          .add("getTcpNoDelay", pair.client()::getTcpNoDelay)
          .add("available", () -> pair.client().getInputStream().available())
          .add("read of nothing", () -> pair.client().getInputStream().read(new byte[0]));
      pair.server().getOutputStream().write("abc".getBytes(US_ASCII));
      facts
          .add("read", () -> pair.client().getInputStream().read())
          .add(
              "readNBytes",
              () -> new String(pair.client().getInputStream().readNBytes(2), US_ASCII))
          .run("read out of bounds", () -> pair.client().getInputStream().read(new byte[1], 1, 1))
          .run(
              "write out of bounds",
              () -> pair.client().getOutputStream().write(new byte[1], 1, 1));
    }
    return facts;
  }

  private static Facts closed() throws Exception {
    var facts = new Facts();
    try (Pair<Socket> pair = Pair.ofSockets()) {
      InputStream in = pair.client().getInputStream();
      OutputStream out = pair.client().getOutputStream();
      pair.client().close();
      facts.run("close again", pair.client()::close);
      states(facts, pair.client());
      options(facts, pair.client());
      streams(facts, pair.client());
      facts
          .run("read", in::read)
          .run("available", in::available)
          .run("write", () -> out.write(1))
          .run("connect", () -> pair.client().connect(new InetSocketAddress("localhost", 1)))
          .run("bind", () -> pair.client().bind(null))
          .add("peer", () -> pair.server().getInputStream().read());
    }
    try (Pair<Socket> pair = Pair.ofSockets()) {
      facts.run("closing a stream", () -> pair.client().getOutputStream().close());
      states(facts, pair.client());
    }
    var never = new Socket();
    never.close();
    states(facts, never);
    streams(facts, never);
    return facts;
  }

  private static Facts halfClosed() throws Exception {
    var facts = new Facts();
    try (Pair<Socket> pair = Pair.ofSockets()) {
      OutputStream out = pair.client().getOutputStream();
      InputStream in = pair.client().getInputStream();
      out.write(1);
      pair.client().shutdownOutput();
      facts
          .run("write", () -> out.write(2))
          .run("getOutputStream", pair.client()::getOutputStream)
          .run("shutdownOutput", pair.client()::shutdownOutput)
          .add("peer", () -> pair.server().getInputStream().read())
          .add("peer", () -> pair.server().getInputStream().read())
          .add("peer", () -> pair.server().getInputStream().read());
      states(facts, pair.client());
      pair.server().getOutputStream().write(3);
      facts.add("read", in::read);
      pair.client().shutdownInput();
      facts
          .add("read", in::read)
          .add("available", in::available)
          .run("getInputStream", pair.client()::getInputStream)
          .run("shutdownInput", pair.client()::shutdownInput);
      states(facts, pair.client());
    }
    return facts;
  }

  private static void listener(Facts facts, ServerSocket listener) {
    facts
        .add("isBound", listener::isBound)
        .add("isClosed", listener::isClosed)
        .add("getLocalPort", () -> withoutPorts(listener.getLocalPort()))
        .add("getInetAddress", listener::getInetAddress)
        .add("getLocalSocketAddress", () -> withoutPorts(listener.getLocalSocketAddress()))
        .add("getSoTimeout", listener::getSoTimeout)
        .add("getReuseAddress", listener::getReuseAddress)
        .add("toString", () -> withoutPorts(listener));
  }

  private static Facts listener() throws Exception {
    var facts = new Facts();
    try (var listener = new ServerSocket()) {
      listener(facts, listener);
      facts
          .run("accept", listener::accept)
          .run("setSoTimeout", () -> listener.setSoTimeout(-1))
          .run("setReceiveBufferSize", () -> listener.setReceiveBufferSize(0))
          .run("elsewhere", () -> listener.bind(new InetSocketAddress("192.0.2.1", 0)))
          .run(
              "unresolved",
              () -> listener.bind(InetSocketAddress.createUnresolved("nowhere.invalid", 1)))
          .run("bind", () -> listener.bind(new InetSocketAddress("localhost", 0)))
          .run("bind again", () -> listener.bind(null));
      listener(facts, listener);
      listener.setSoTimeout(1);
      facts.run("accept", listener::accept);
      listener.close();
      facts.run("close again", listener::close).run("accept", listener::accept);
      facts.run("bind", () -> listener.bind(null));
      listener(facts, listener);
    }
    try (var listener = new ServerSocket(0)) {
      listener(facts, listener);
    }
    return facts;
  }

  private static Facts arguments() throws Exception {
    var facts = new Facts();
    facts
        .run("port", () -> new Socket("localhost", -1))
        .run("port", () -> new Socket("localhost", 65_536))
        .run("port", () -> new ServerSocket(65_536))
        .run("address", () -> new InetSocketAddress(-1));
    try (var socket = new Socket()) {
      facts
          .run("null", () -> socket.connect(null))
          .run("timeout", () -> socket.connect(new InetSocketAddress("localhost", 1), -1));
    }
    try (var socket = new Socket()) {
      facts
          .run(
              "unresolved",
              () -> socket.connect(InetSocketAddress.createUnresolved("nowhere.invalid", 1)))
          .add("isClosed", socket::isClosed);
    }
    try (var socket = new Socket()) {
      facts.run("refused", () -> socket.connect(new InetSocketAddress("localhost", 1)));
      states(facts, socket);
    }
    facts.run("refused", () -> new Socket("localhost", 1));
    return facts;
  }

  private static Facts waits() throws Exception {
    var facts = new Facts();
    try (Pair<Socket> pair = Pair.ofSockets()) {
      pair.client().setSoTimeout(5);
      facts
          .run("read", () -> pair.client().getInputStream().read())
          .add("isClosed", pair.client()::isClosed);
      pair.client().setSoTimeout(0);
      var reading = new FutureTask<>(() -> pair.client().getInputStream().read());
      Thread.ofPlatform().start(reading);
      pair.server().getOutputStream().write(1);
      facts.add("read", reading::get);
      Thread.currentThread().interrupt();
      pair.server().getOutputStream().write(2);
      facts
          .add("read by an interrupted thread", () -> pair.client().getInputStream().read())
          .add("interrupted", Thread::interrupted);
      pair.client().shutdownOutput();
      facts.add("end", () -> pair.server().getInputStream().read());
    }
    return facts;
  }

  private static Facts resets() throws Exception {
    var facts = new Facts();
    try (Pair<Socket> pair = Pair.ofSockets()) {
      pair.server().setSoLinger(true, 0);
      pair.server().close();
      facts
          .run("read", () -> pair.client().getInputStream().read())
          .run("read", () -> pair.client().getInputStream().read())
          .run("available", () -> pair.client().getInputStream().available())
          .run("write", () -> pair.client().getOutputStream().write(1))
          .add("isClosed", pair.client()::isClosed);
    }
    try (Pair<Socket> pair = Pair.ofSockets()) {
      pair.client().getOutputStream().write(1);
      pair.server().setSoLinger(true, 5);
      facts.add("arrived", () -> pair.server().getInputStream().read());
      pair.server().getOutputStream().write(2);
      pair.server().close();
      facts
          .add("read", () -> pair.client().getInputStream().read())
          .add("read", () -> pair.client().getInputStream().read());
    }
    return facts;
  }

  private static Facts addresses() {
    var facts = new Facts();
    facts
        .add("loopback", InetAddress::getLoopbackAddress)
        .add("localhost", () -> InetAddress.getByName("localhost"))
        .add("null", () -> InetAddress.getByName(null))
        .add("literal", () -> InetAddress.getByName("10.1.2.3"))
        .add("IPv6", () -> InetAddress.getByName("::1"))
        .add("bytes", () -> InetAddress.getByAddress(new byte[] {10, 0, 0, 1}))
        .add("named", () -> InetAddress.getByAddress("ann", new byte[] {10, 0, 0, 1}))
        .add("length", () -> InetAddress.getByAddress(new byte[3]))
        .add("name", () -> InetAddress.getLoopbackAddress().getHostName())
        .add("resolved", () -> new InetSocketAddress("localhost", 80))
        .add("unresolved", () -> InetSocketAddress.createUnresolved("localhost", 80))
        .add("isReachable", () -> InetAddress.getLoopbackAddress().isReachable(100))
        .run("negative", () -> InetAddress.getLoopbackAddress().isReachable(-1));
    return facts;
  }
}
