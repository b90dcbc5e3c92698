package dev.heddle.load;

import dev.heddle.Client;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Opens connections to a target, of which several addresses may be known: tries one after the
/// other, beginning with the one that answered last. Belongs to its lane's loop.
final class Dialer implements LoadConnection.Opening {
  private final Client client;
  private final Target.Scheme transport;
  private final List<SocketAddress> addresses;
  private int first;

  Dialer(Client client, Target target) {
    this.client = client;
    this.transport = target.transport();
    this.addresses = target.addresses();
  }

  @Override
  public Wire open() throws IOException {
    IOException failure = null;
    for (int i = 0; i < addresses.size(); i++) {
      int place = (first + i) % addresses.size();
      try {
        Wire wire = open(addresses.get(place));
        first = place;
        return wire;
      } catch (IOException e) {
        failure = both(failure, e);
      }
    }
    throw failure == null ? new ConnectException("no address") : failure;
  }

  private Wire open(SocketAddress address) throws IOException {
    return transport == Target.Scheme.UDP
        ? new UdpWire((InetSocketAddress) address)
        : new TcpWire(client.connect(address));
  }

  /// All of them in one message; each names its address.
  private static IOException both(@Nullable IOException before, IOException e) {
    if (before == null) {
      return e;
    }
    var both = new ConnectException(before.getMessage() + "; " + e.getMessage());
    both.initCause(e);
    return both;
  }

  @Override
  public void leadsNowhere() {
    first = (first + 1) % addresses.size();
  }
}
