package dev.heddle.engine.selector;

import dev.heddle.ProxyHeader;
import dev.heddle.loop.EventLoop;
import dev.heddle.loop.Poller;
import dev.heddle.loop.nio.NioIncoming;
import dev.heddle.loop.nio.NioPoller;
import dev.heddle.net.Sockets;
import dev.heddle.proxy.HeaderGuard;
import dev.heddle.serving.AdmissionResult;
import dev.heddle.serving.ConnectionHost;
import dev.heddle.serving.ProxyBeginning;
import dev.heddle.serving.ProxyBeginning.Allowed;
import dev.heddle.serving.ProxyBeginning.Event;
import dev.heddle.serving.ProxyGate;
import dev.heddle.transport.ReadBuffer;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/// A connection that waits for its proxy's header, and becomes a [SelectorSession] then. Belongs to
/// the loop.
final class SelectorArrival implements NioPoller.Ready {
  private static final int CHUNK = 1024;

  private final EventLoop loop;
  private final ConnectionHost host;
  private final ProxyGate gate;
  private final Allowed allowed;
  private final SocketChannel channel;
  private final SocketAddress peer;
  private final ReadBuffer received = new ReadBuffer();
  private final Runnable close;
  private boolean over;

  private SelectorArrival(
      EventLoop loop,
      ConnectionHost host,
      ProxyGate gate,
      SocketChannel channel,
      SocketAddress peer) {
    this.loop = loop;
    this.host = host;
    this.gate = gate;
    this.allowed = gate.from(peer);
    this.channel = channel;
    this.peer = peer;
    this.close = () -> loop.execute(() -> next(Event.BROKEN));
  }

  /// Serves an admitted connection from here on.
  static void open(
      EventLoop loop,
      Poller.Incoming connection,
      ConnectionHost host,
      AdmissionResult.Place place) {
    SocketChannel channel;
    try {
      channel = ((NioIncoming) connection).take();
    } catch (IOException e) {
      host.lost(place);
      return;
    }
    SocketAddress peer = Sockets.peer(channel);
    ProxyGate gate = host.proxyGate();
    if (peer == null) {
      Sockets.close(channel);
      host.lost(place);
    } else if (gate == null) {
      SelectorSession.open(loop, SelectorClient.direct(channel, peer, null), host, place);
    } else {
      new SelectorArrival(loop, host, gate, channel, peer).begin();
    }
  }

  private void begin() {
    switch (allowed) {
      case HEADER, EITHER -> await();
      case NO_HEADER ->
          arrived(
              SelectorClient.direct(
                  channel, peer, new HeaderGuard(() -> gate.refusesHeader(peer))));
      case NOTHING -> ends(ProxyBeginning.Over.UNTRUSTED);
    }
  }

  private void await() {
    try {
      ((NioPoller) loop.poller()).register(channel, SelectionKey.OP_READ, this);
    } catch (IOException e) {
      next(Event.BROKEN);
      return;
    }
    gate.waits(close);
    loop.timers().add(gate.timeoutNanos(), () -> next(Event.TIMED_OUT));
  }

  @Override
  public void ready(SelectionKey key) {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    try {
      int count = channel.read(chunk);
      received.append(chunk.flip());
      next(count < 0 ? Event.END : Event.BYTES);
    } catch (IOException e) {
      next(Event.BROKEN);
    }
  }

  private void next(Event event) {
    if (over) {
      return;
    }
    var bytes = ByteBuffer.wrap(received.array(), received.offset(), received.size());
    switch (ProxyBeginning.next(allowed, bytes, event)) {
      case ProxyBeginning.More _ -> {}
      case ProxyBeginning.Over end -> ends(end);
      case ProxyBeginning.Serve(ProxyHeader header, int length) -> {
        SocketAddress source = header == null ? null : header.source();
        bytes.position(bytes.position() + length);
        arrived(new SelectorClient(channel, source == null ? peer : source, header, bytes, null));
      }
    }
  }

  private void ends(ProxyBeginning.Over end) {
    done();
    Sockets.reset(channel);
    gate.ends(peer, end);
  }

  private void arrived(SelectorClient client) {
    done();
    switch (gate.arrived(client.peer(), client.header())) {
      case AdmissionResult.Place place -> SelectorSession.open(loop, client, host, place);
      case AdmissionResult.Refused rejected ->
          Sockets.refuse(channel, host.farewell(rejected.line()));
      case AdmissionResult.Waiting _ -> throw new IllegalStateException("it has a place");
    }
  }

  private void done() {
    over = true;
    gate.waitsNoMore(close);
  }
}
