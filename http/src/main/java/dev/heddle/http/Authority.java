package dev.heddle.http;

import java.net.Inet6Address;
import java.util.Locale;

/// A host and a port, as in the field `Host` and in absolute URIs (RFC 3986 §3.2). Stateless.
final class Authority {
  private Authority() {}

  /// Whether it is well-formed; whether the host exists is another question. May be empty.
  static boolean isValid(String text) {
    int bracket = text.startsWith("[") ? text.indexOf(']') : -1;
    if (text.startsWith("[") && (bracket < 0 || !isIpv6(text.substring(1, bracket)))) {
      return false;
    }
    int nameEnd = bracket < 0 ? text.indexOf(':') : bracket + 1;
    if (nameEnd < 0) {
      return Syntax.isRegisteredName(text);
    }
    return (bracket >= 0 || Syntax.isRegisteredName(text.substring(0, nameEnd)))
        && isPort(text, nameEnd);
  }

  private static boolean isPort(String text, int colon) {
    if (colon == text.length()) {
      return true;
    }
    return text.charAt(colon) == ':'
        && (colon + 1 == text.length() || Syntax.isDigits(text.substring(colon + 1)));
  }

  /// Some clients leave the zone in: `fe80::1%eth0`.
  static boolean isIpv6(String text) {
    int zone = text.indexOf('%');
    try {
      var _ = Inet6Address.ofLiteral(zone < 0 ? text : text.substring(0, zone));
      return !text.startsWith("[");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /// The host in small letters, without the port and without a full stop at the end.
  static String host(String authority) {
    int colon = authority.lastIndexOf(':');
    String host = colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
    String bare = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    return bare.toLowerCase(Locale.ROOT);
  }
}
