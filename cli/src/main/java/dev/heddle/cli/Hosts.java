package dev.heddle.cli;

/// Hosts and ports as people write them.
final class Hosts {
  private Hosts() {}

  /// `127.0.0.1:7001`, `[::1]:7001`.
  static String text(String host, String port) {
    String bare = bare(host);
    return (bare.indexOf(':') >= 0 ? '[' + bare + ']' : bare) + ':' + port;
  }

  /// Where a client on this machine finds what listens on `host`.
  static String reachable(String host) {
    return switch (bare(host)) {
      case "0.0.0.0" -> "127.0.0.1";
      case "::" -> "::1";
      case String other -> other;
    };
  }

  private static String bare(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }
}
