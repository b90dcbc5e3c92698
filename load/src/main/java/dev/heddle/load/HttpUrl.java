package dev.heddle.load;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// An `http://` or `https://` URL as people type it: with blanks, bars, braces and letters of any
/// alphabet, which are escaped here (RFC 3986 §2.1), and with host names that DNS allows and RFC
/// 3986 does not. Immutable.
///
/// @param authority host and port, as they stand there; the host in ASCII
/// @param path with the query, as it goes over the wire
record HttpUrl(String authority, String path) {
  private static final String ALLOWED = "!$&'()*+,;=-._~:@/?%[]"; // besides letters and digits

  /// @param text begins with `http://` or `https://`, in upper or lower case
  /// @throws IllegalArgumentException if that is none; the message says why
  static HttpUrl parse(String text) {
    String rest = text.substring(text.indexOf("://") + 3);
    int fragment = rest.indexOf('#');
    if (fragment >= 0) {
      rest = rest.substring(0, fragment); // it is the client's own
    }
    int end = 0;
    while (end < rest.length() && "/?\\".indexOf(rest.charAt(end)) < 0) {
      end++;
    }
    String authority = rest.substring(0, end);
    if (authority.indexOf('@') >= 0) {
      throw new IllegalArgumentException("a user or password in a URL is not supported");
    }
    String path = rest.substring(end);
    return new HttpUrl(ascii(authority), escape(path.startsWith("/") ? path : '/' + path));
  }

  private static String ascii(String authority) {
    int colon = authority.lastIndexOf(':');
    String host = colon < 0 ? authority : authority.substring(0, colon);
    try {
      return authority.startsWith("[")
          ? authority
          : IDN.toASCII(host) + authority.substring(host.length());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("no host name: " + authority, e);
    }
  }

  private static String escape(String path) {
    var escaped = new StringBuilder();
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      char c = (char) (bytes[i] & 0xff);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || (ALLOWED.indexOf(c) >= 0 && (c != '%' || isEscape(bytes, i)));
      if (plain) {
        escaped.append(c);
      } else {
        escaped.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) c));
      }
    }
    return escaped.toString();
  }

  private static boolean isEscape(byte[] bytes, int percent) {
    return percent + 2 < bytes.length
        && HexFormat.isHexDigit(bytes[percent + 1])
        && HexFormat.isHexDigit(bytes[percent + 2]);
  }
}
