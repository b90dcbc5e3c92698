package dev.heddle.cli.serve;

import dev.heddle.SocketDescriptor;
import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.cli.arguments.Hosts;
import dev.heddle.cli.arguments.Ports;
import dev.heddle.cli.arguments.StatusToken;
import dev.heddle.http.AllowedHosts;
import dev.heddle.net.UnixPath;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options of `heddle serve` for its status page. Not thread-safe.
final class StatusOptions {
  private static final int DEFAULT_PORT = 7070;
  private static final String LOOPBACK = "127.0.0.1";

  @Option(
      names = "--status-port",
      paramLabel = "PORT|unix:PATH",
      description =
          "The port of the status page and the metrics, or its Unix domain socket; 0 takes a free"
              + " port. Default: "
              + DEFAULT_PORT
              + ", or no page if that is taken.")
  @Nullable String place;

  @Option(
      names = "--status-host",
      paramLabel = "HOST",
      description =
          "Where the page listens; beyond loopback, it needs a token. Default: " + LOOPBACK + ".")
  @Nullable String host;

  @Option(
      names = "--status-token",
      paramLabel = "TOKEN",
      description =
          "Token required to view the status page; or set HEDDLE_STATUS_TOKEN, which stays"
              + " private.")
  @Nullable String token;

  @Option(
      names = "--status-allowed-host",
      paramLabel = "NAME",
      split = ",",
      description =
          "A further host name that the page answers to, such as that of a proxy; may be repeated."
              + " Default on loopback and on Unix domain sockets: local names only.")
  List<String> allowedHosts = List.of();

  @Option(
      names = "--no-status",
      description = "Run without a status page, even if systemd has opened its socket.")
  boolean none;

  StatusOptions() {}

  /// Whether the page has a file.
  boolean isOnUnixSocket() {
    return place != null && UnixPath.isOne(place);
  }

  /// What the options ask for.
  ///
  /// @param mode who may connect to a Unix domain socket; null for what the umask says
  /// @param slow for how long a handler may be at something before it is named
  StatusPage page(GivenDescriptors given, @Nullable Set<PosixFilePermission> mode, Duration slow)
      throws CommandFailure {
    if (none) {
      if (place != null || host != null || token != null || !allowedHosts.isEmpty()) {
        throw CommandFailure.usage("--no-status cannot be combined with other --status options");
      }
      given.refuse(GivenDescriptors.STATUS, "--no-status");
      return new StatusPage(null, "", null, null, false, null, List.of(), slow, List::of);
    }
    SocketAddress address = address();
    String secret = StatusToken.of(token);
    if (secret == null
        && address instanceof InetSocketAddress inet
        && !inet.getAddress().isLoopbackAddress()) {
      throw CommandFailure.usage(
          "--status-host " + host + " is not loopback: it needs --status-token");
    }
    boolean required = place != null || host != null;
    SocketDescriptor socket = given.take(GivenDescriptors.STATUS, false);
    return new StatusPage(
        address, hostText(), mode, socket, required, secret, names(), slow, List::of);
  }

  private String hostText() {
    return host == null ? LOOPBACK : host;
  }

  private SocketAddress address() throws CommandFailure {
    if (place != null && UnixPath.isOne(place)) {
      if (host != null) {
        throw CommandFailure.usage("--status-host requires a port, not --status-port " + place);
      }
      try {
        return UnixPath.parse(place).address();
      } catch (IllegalArgumentException e) {
        throw CommandFailure.usage("--status-port " + place + ": " + e.getMessage());
      }
    }
    int port = port();
    InetAddress at = Hosts.listening("--status-host", hostText());
    return new InetSocketAddress(at, port);
  }

  private int port() throws CommandFailure {
    if (place == null) {
      return DEFAULT_PORT;
    }
    if (!place.matches("[+-]?[0-9]{1,9}")) {
      throw CommandFailure.usage("--status-port is neither a port nor unix:PATH: " + place);
    }
    int port = Integer.parseInt(place);
    Ports.require("--status-port", port);
    return port;
  }

  private List<String> names() throws CommandFailure {
    for (String name : allowedHosts) {
      try {
        AllowedHosts.LOCAL.with(name);
      } catch (IllegalArgumentException e) {
        throw CommandFailure.usage("--status-allowed-host: " + e.getMessage());
      }
    }
    return allowedHosts;
  }
}
