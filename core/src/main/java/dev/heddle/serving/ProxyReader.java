package dev.heddle.serving;

import dev.heddle.ProxyHeader;
import dev.heddle.proxy.ProxiedTransport;
import dev.heddle.serving.ProxyBeginning.Allowed;
import dev.heddle.serving.ProxyBeginning.Event;
import dev.heddle.transport.ReadBuffer;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Takes a proxy's header off the beginning of one connection, waiting for it on the connection's
/// own thread, to which it belongs.
final class ProxyReader {
  private final ConnectionHost host;
  private final ProxyGate gate;
  private final Transport transport;
  private final SocketAddress peer;
  private final ReadBuffer received = new ReadBuffer();

  private ProxyReader(ConnectionHost host, ProxyGate gate, Transport transport) {
    this.host = host;
    this.gate = gate;
    this.transport = transport;
    this.peer = transport.peerAddress();
  }

  /// @param transport of a connection that has a place
  /// @return null if the connection is over
  static @Nullable Arrival receive(ConnectionHost host, ProxyGate gate, Transport transport) {
    return new ProxyReader(host, gate, transport).receive();
  }

  private @Nullable Arrival receive() {
    Allowed allowed = gate.from(peer);
    return switch (allowed) {
      case HEADER, EITHER -> followed(await(allowed));
      case NO_HEADER ->
          arrived(ProxiedTransport.guarded(transport, () -> gate.refusesHeader(peer)), null);
      case NOTHING -> followed(ProxyBeginning.Over.UNTRUSTED);
    };
  }

  private ProxyBeginning.Next await(Allowed allowed) {
    Runnable close = transport::close;
    gate.waits(close);
    try {
      long deadline = System.nanoTime() + gate.timeoutNanos();
      ProxyBeginning.Next next;
      do {
        Event event = read(deadline - System.nanoTime());
        next = ProxyBeginning.next(allowed, bytes(), event);
      } while (next instanceof ProxyBeginning.More);
      return next;
    } finally {
      gate.waitsNoMore(close);
    }
  }

  private Event read(long nanos) {
    if (nanos <= 0) {
      return Event.TIMED_OUT;
    }
    try {
      return switch (transport.read(received, nanos)) {
        case Transport.END -> Event.END;
        case Transport.TIMED_OUT -> Event.TIMED_OUT;
        case Transport.WOKEN -> Event.BROKEN;
        default -> Event.BYTES;
      };
    } catch (IOException e) {
      return Event.BROKEN;
    }
  }

  private ByteBuffer bytes() {
    return ByteBuffer.wrap(received.array(), received.offset(), received.size());
  }

  private @Nullable Arrival followed(ProxyBeginning.Next next) {
    return switch (next) {
      case ProxyBeginning.Serve(ProxyHeader header, int length) -> {
        received.skip(length);
        yield arrived(ProxiedTransport.behind(transport, header, received, length), header);
      }
      case ProxyBeginning.Over over -> {
        transport.abort();
        gate.ends(peer, over);
        yield null;
      }
      case ProxyBeginning.More _ -> throw new IllegalStateException("still waiting");
    };
  }

  private @Nullable Arrival arrived(Transport behind, @Nullable ProxyHeader header) {
    return switch (gate.arrived(behind.peerAddress(), header)) {
      case AdmissionResult.Place place -> new Arrival(behind, place, header);
      case AdmissionResult.Refused rejected -> {
        refuse(rejected.line());
        yield null;
      }
      case AdmissionResult.Waiting _ -> throw new IllegalStateException("it has a place");
    };
  }

  /// The connection has given up its place, so that nothing more may fail here.
  private void refuse(String line) {
    try {
      transport.write(ByteBuffer.wrap(host.farewell(line)));
      transport.closeOutput();
    } catch (Throwable e) {
      // The peer has gone already, or there is no memory for its farewell.
    } finally {
      transport.close();
    }
  }
}
