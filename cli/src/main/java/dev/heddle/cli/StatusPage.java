package dev.heddle.cli;

import dev.heddle.observe.Observer;
import dev.heddle.observe.StatusServer;
import dev.heddle.observe.Target;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How `heddle serve` watches its services, and where it shows what it sees.
///
/// @param host where the page listens; null for no page
/// @param hostText likewise, as it was given
/// @param port 0 for a free one
/// @param token who knows it may see the page; null on loopback only
/// @param slow for how long a handler may be at something before it is named
record StatusPage(
    @Nullable InetAddress host, String hostText, int port, @Nullable String token, Duration slow) {
  private static final Logger LOG = System.getLogger("dev.heddle.cli");

  /// The watching, and the page if there is one.
  record Open(Observer observer, @Nullable StatusServer server) implements AutoCloseable {
    @Override
    public void close() {
      if (server != null) {
        server.close();
      }
      observer.close();
    }
  }

  /// Begins. A page that cannot be shown is told in the log, and keeps no service from running.
  Open open(List<Endpoint> endpoints) {
    var observer = Observer.start(endpoints.stream().map(StatusPage::target).toList(), slow);
    return new Open(observer, host == null ? null : serve(observer, host));
  }

  private @Nullable StatusServer serve(Observer observer, InetAddress address) {
    try {
      return StatusServer.start(observer, new InetSocketAddress(address, port), token);
    } catch (BindException e) {
      LOG.log(
          Level.WARNING,
          "no status page: {0}; --status-port 0 takes a free port, --no-status does without",
          e.getMessage());
    } catch (IOException e) {
      LOG.log(Level.WARNING, "no status page: {0}", e.getMessage());
    }
    return null;
  }

  private static Target target(Endpoint endpoint) {
    return switch (endpoint) {
      case Endpoint.Tcp tcp -> Target.of(tcp.server());
      case Endpoint.Udp udp -> Target.of(udp.server());
    };
  }
}
