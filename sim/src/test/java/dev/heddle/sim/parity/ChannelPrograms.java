package dev.heddle.sim.parity;

import static dev.heddle.sim.parity.Facts.withoutPorts;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.Callable;

/// What channels and selectors do, in order and out of it.
final class ChannelPrograms {
  private ChannelPrograms() {}

  static Map<String, Callable<Facts>> all() {
    return Map.of(
        "a channel without a connection", ChannelPrograms::unconnected,
        "a channel with one", ChannelPrograms::connected,
        "connecting without waiting", ChannelPrograms::connecting,
        "a listening channel", ChannelPrograms::listener,
        "closed channels", ChannelPrograms::closed,
        "keys", ChannelPrograms::keys,
        "selecting", ChannelPrograms::selecting,
        "interrupted calls", ChannelPrograms::interrupted);
  }

  private static SocketAddress nobody() {
    return new InetSocketAddress("localhost", 1);
  }

  private static ByteBuffer one() {
    return ByteBuffer.allocate(1);
  }

  private static void states(Facts facts, SocketChannel channel) {
    facts
        .add("isOpen", channel::isOpen)
        .add("isConnected", channel::isConnected)
        .add("isConnectionPending", channel::isConnectionPending)
        .add("isBlocking", channel::isBlocking)
        .add("isRegistered", channel::isRegistered)
        .add("validOps", channel::validOps)
        .add("getRemoteAddress", () -> withoutPorts(channel.getRemoteAddress()))
        .add("getLocalAddress", () -> withoutPorts(channel.getLocalAddress()))
        .add("toString", () -> withoutPorts(channel).replaceFirst("^[\\w.]+\\[", "["));
  }

  private static Facts unconnected() throws Exception {
    var facts = new Facts();
    try (SocketChannel channel = SocketChannel.open()) {
      states(facts, channel);
      facts
          .run("read", () -> channel.read(one()))
          .run("write", () -> channel.write(one()))
          .run("finishConnect", channel::finishConnect)
          .run("shutdownInput", channel::shutdownInput)
          .run("shutdownOutput", channel::shutdownOutput)
          .run("null", () -> channel.connect(null))
          .run("option", () -> channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 1))
          .run("null option", () -> channel.setOption(null, 1))
          .run("linger", () -> channel.setOption(StandardSocketOptions.SO_LINGER, null))
          .add("linger", () -> channel.getOption(StandardSocketOptions.SO_LINGER))
          .run("buffer", () -> channel.setOption(StandardSocketOptions.SO_RCVBUF, -1))
          .run("streams", () -> channel.socket().getInputStream())
          .run("bind", () -> channel.bind(null))
          .run("bind again", () -> channel.bind(null));
      states(facts, channel);
    }
    try (SocketChannel channel = SocketChannel.open()) {
      facts
          .run(
              "unresolved",
              () -> channel.connect(InetSocketAddress.createUnresolved("nowhere.invalid", 1)))
          .add("isOpen", channel::isOpen);
    }
    try (SocketChannel channel = SocketChannel.open()) {
      facts.run("refused", () -> channel.connect(nobody())).add("isOpen", channel::isOpen);
    }
    return facts;
  }

  private static Facts connected() throws Exception {
    var facts = new Facts();
    try (Pair<SocketChannel> pair = Pair.ofChannels()) {
      states(facts, pair.client());
      states(facts, pair.server());
      facts
          .run("connect", () -> pair.client().connect(nobody()))
          .add("finishConnect", pair.client()::finishConnect)
          .run("bind", () -> pair.client().bind(null))
          .add("nothing to write", () -> pair.client().write(ByteBuffer.allocate(0)))
          .add("nothing to read into", () -> pair.client().read(ByteBuffer.allocate(0)))
          .run("read only", () -> pair.client().read(one().asReadOnlyBuffer()))
          .run("bounds", () -> pair.client().read(new ByteBuffer[] {one()}, 1, 1));
      pair.client().configureBlocking(false);
      facts
          .add("read", () -> pair.client().read(one()))
          .run("streams", () -> pair.client().socket().getInputStream().read())
          .run("timeout", () -> pair.client().socket().setSoTimeout(-1));
      pair.client().shutdownOutput();
      facts
          .run("write", () -> pair.client().write(one()))
          .run("shutdownOutput", pair.client()::shutdownOutput)
          .add("end", () -> pair.server().read(one()))
          .add("write", () -> pair.server().write(one()));
      states(facts, pair.client());
      pair.client().shutdownInput();
      facts.add("read", () -> pair.client().read(one()));
    }
    return facts;
  }

  private static Facts connecting() throws Exception {
    var facts = new Facts();
    try (SocketChannel channel = SocketChannel.open();
        Selector selector = Selector.open()) {
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_CONNECT);
      boolean at = tryConnect(channel);
      if (!at) {
        selector.select();
        facts.run("finishConnect", channel::finishConnect);
      }
      facts
          .add("isOpen", channel::isOpen)
          .run("read", () -> channel.read(one()))
          .run("finishConnect", channel::finishConnect)
          .run("connect", () -> channel.connect(nobody()));
    }
    try (ServerSocketChannel listener = Pair.listen();
        SocketChannel channel = SocketChannel.open();
        Selector selector = Selector.open()) {
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_CONNECT);
      if (!channel.connect(listener.getLocalAddress())) {
        facts.run("connect", () -> channel.connect(nobody()));
        facts.run("read", () -> channel.read(one()));
        selector.select();
        facts.add("finishConnect", channel::finishConnect);
      }
      states(facts, channel);
    }
    return facts;
  }

  /// Whether the refusal is there at once, as it may be on a loopback device.
  private static boolean tryConnect(SocketChannel channel) throws IOException {
    return channel.connect(nobody());
  }

  private static Facts listener() throws Exception {
    var facts = new Facts();
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      facts
          .run("accept", listener::accept)
          .add("getLocalAddress", listener::getLocalAddress)
          .add("validOps", listener::validOps)
          .run("option", () -> listener.setOption(StandardSocketOptions.TCP_NODELAY, true))
          .run("elsewhere", () -> listener.bind(new InetSocketAddress("192.0.2.1", 0)))
          .run("bind", () -> listener.bind(new InetSocketAddress("localhost", 0)))
          .run("bind again", () -> listener.bind(null))
          .add("getLocalAddress", () -> withoutPorts(listener.getLocalAddress()))
          .add("isBound", () -> listener.socket().isBound())
          .add("socket", () -> withoutPorts(listener.socket()));
      listener.configureBlocking(false);
      facts
          .add("accept", listener::accept)
          .run("accept by the socket", () -> listener.socket().accept());
      listener.close();
      facts
          .run("accept", listener::accept)
          .run("getLocalAddress", listener::getLocalAddress)
          .run("bind", () -> listener.bind(null))
          .run("option", () -> listener.setOption(StandardSocketOptions.SO_REUSEADDR, true));
    }
    return facts;
  }

  private static Facts closed() throws Exception {
    var facts = new Facts();
    try (Pair<SocketChannel> pair = Pair.ofChannels()) {
      pair.client().close();
      facts.run("close again", pair.client()::close);
      states(facts, pair.client());
      facts
          .run("read", () -> pair.client().read(one()))
          .run("write", () -> pair.client().write(one()))
          .run("connect", () -> pair.client().connect(nobody()))
          .run("finishConnect", pair.client()::finishConnect)
          .run("shutdownOutput", pair.client()::shutdownOutput)
          .run("configureBlocking", () -> pair.client().configureBlocking(false))
          .run("option", () -> pair.client().getOption(StandardSocketOptions.TCP_NODELAY))
          .run("register", () -> register(pair.client()))
          .add("socket", () -> pair.client().socket().isClosed())
          .add("peer", () -> pair.server().read(one()));
    }
    return facts;
  }

  private static void register(SocketChannel channel) throws IOException {
    try (Selector selector = Selector.open()) {
      channel.register(selector, SelectionKey.OP_READ);
    }
  }

  private static Facts keys() throws Exception {
    var facts = new Facts();
    try (Pair<SocketChannel> pair = Pair.ofChannels();
        Selector selector = Selector.open()) {
      SocketChannel channel = pair.client();
      facts.run("blocking", () -> channel.register(selector, SelectionKey.OP_READ));
      channel.configureBlocking(false);
      facts.run("not valid", () -> channel.register(selector, SelectionKey.OP_ACCEPT));
      SelectionKey key = channel.register(selector, SelectionKey.OP_READ, "attached");
      facts
          .run("blocking", () -> channel.configureBlocking(true))
          .add("attachment", key::attachment)
          .add("attach", () -> key.attach("other"))
          .add("keyFor", () -> channel.keyFor(selector) == key)
          .add("isRegistered", channel::isRegistered)
          .add("interestOps", key::interestOps)
          .run("not valid", () -> key.interestOps(SelectionKey.OP_ACCEPT))
          .add("or", () -> key.interestOpsOr(SelectionKey.OP_WRITE))
          .add("and", () -> key.interestOpsAnd(SelectionKey.OP_READ))
          .add("interestOps", key::interestOps)
          .add("readyOps", key::readyOps)
          .add("again", () -> channel.register(selector, SelectionKey.OP_WRITE) == key)
          .add("attachment", key::attachment)
          .run("add", () -> selector.selectedKeys().add(key))
          .run("remove", () -> selector.keys().remove(key))
          .add("keys", () -> selector.keys().size());
      key.cancel();
      facts
          .add("isValid", key::isValid)
          .run("interestOps", key::interestOps)
          .run("interestOps", () -> key.interestOps(0))
          .run("readyOps", key::readyOps)
          .run("isReadable", key::isReadable)
          .run("cancelled", () -> channel.register(selector, SelectionKey.OP_READ))
          .add("selectNow", selector::selectNow)
          .add("keys", () -> selector.keys().size())
          .add("isRegistered", channel::isRegistered)
          .run("register", () -> channel.register(selector, SelectionKey.OP_READ));
    }
    return facts;
  }

  private static Facts selecting() throws Exception {
    var facts = new Facts();
    Selector selector = Selector.open();
    try (Pair<SocketChannel> pair = Pair.ofChannels()) {
      pair.client().configureBlocking(false);
      SelectionKey key = pair.client().register(selector, SelectionKey.OP_READ);
      facts
          .run("timeout", () -> selector.select(-1))
          .add("selectNow", selector::selectNow)
          .add("select", () -> selector.select(1));
      pair.server().write(one());
      facts
          .add("select", selector::select)
          .add("isReadable", key::isReadable)
          .add("again", selector::selectNow)
          .add("selected", () -> selector.selectedKeys().size());
      selector.wakeup();
      facts.add("wakeup", selector::select);
      Thread.currentThread().interrupt();
      selector.selectedKeys().clear();
      pair.client().read(one());
      facts.add("interrupted", selector::select).add("interrupted", Thread::interrupted);
      selector.close();
      facts
          .run("close again", selector::close)
          .add("isOpen", selector::isOpen)
          .run("select", selector::select)
          .run("keys", selector::keys)
          .run("wakeup", selector::wakeup)
          .add("isValid", key::isValid)
          .add("isRegistered", pair.client()::isRegistered);
    }
    return facts;
  }

  private static Facts interrupted() throws Exception {
    var facts = new Facts();
    try (Pair<SocketChannel> pair = Pair.ofChannels()) {
      Thread.currentThread().interrupt();
      facts
          .run("read", () -> pair.client().read(one()))
          .add("interrupted", Thread::interrupted)
          .add("isOpen", pair.client()::isOpen);
      Thread.currentThread().interrupt();
      facts
          .run("write", () -> pair.server().write(one()))
          .add("interrupted", Thread::interrupted)
          .add("isOpen", pair.server()::isOpen);
    }
    try (ServerSocketChannel listener = Pair.listen()) {
      Thread.currentThread().interrupt();
      facts
          .run("accept", listener::accept)
          .add("interrupted", Thread::interrupted)
          .add("isOpen", listener::isOpen);
    }
    return facts;
  }
}
