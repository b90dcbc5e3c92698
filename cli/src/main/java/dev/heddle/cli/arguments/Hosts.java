package dev.heddle.cli.arguments;

import dev.heddle.net.HostPort;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/// Hosts as people write them.
public final class Hosts {
  private Hosts() {}

  /// The address at which a client on this machine reaches a listener on `host`.
  public static String reachable(String host) {
    return switch (bare(host)) {
      case "0.0.0.0" -> "127.0.0.1";
      case "::" -> "::1";
      case String other -> other;
    };
  }

  private static String bare(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  /// The address to listen at.
  ///
  /// @param option that names the host
  public static InetAddress listening(String option, String host) throws CommandFailure {
    if (host.isBlank()) {
      throw CommandFailure.usage(option + " is empty; 0.0.0.0 or :: listen everywhere");
    }
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw CommandFailure.usage(option + ": " + HostPort.unknown(host));
    }
  }

  /// The part that a link-local address lacks if it names no interface; null if nothing is missing.
  public static @Nullable String missingInterface(InetAddress address) {
    return address instanceof Inet6Address v6 && v6.isLinkLocalAddress() && v6.getScopeId() == 0
        ? "a link-local address needs its interface, as in " + address.getHostAddress() + "%eth0"
        : null;
  }
}
