package dev.heddle.observe;

import dev.heddle.services.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who may see the status page. Immutable.
///
/// With a token: whoever has it, in `Authorization: Bearer …` or in the cookie that the page sets
/// when it has been asked for. Without one, which is for loopback only: whoever can connect; and
/// then the request's `Host` must be an address or `localhost`, so that no page in the operator's
/// browser gets at it under a name that it has made point here.
final class Access {
  /// What the browser sends back instead of the token itself.
  static final String COOKIE = "heddle-status";

  private static final Set<String> SAME = Set.of("same-origin", "none");

  private final byte @Nullable [] token;
  private final byte @Nullable [] cookie;

  Access(@Nullable String token) {
    this.token = token == null ? null : token.getBytes(StandardCharsets.UTF_8);
    this.cookie = token == null ? null : hash(token).getBytes(StandardCharsets.UTF_8);
  }

  boolean needsToken() {
    return token != null;
  }

  /// Whether this request may see anything.
  boolean allows(HttpRequest request) {
    if (token == null) {
      return isOwnName(request.header("Host"));
    }
    String authorization = request.header("Authorization");
    if (authorization != null && authorization.startsWith("Bearer ")) {
      return isToken(authorization.substring("Bearer ".length()).strip());
    }
    String sent = cookieOf(request);
    return sent != null && MessageDigest.isEqual(cookie, sent.getBytes(StandardCharsets.UTF_8));
  }

  boolean isToken(String text) {
    return token != null && MessageDigest.isEqual(token, text.getBytes(StandardCharsets.UTF_8));
  }

  /// The field that makes the browser remember, but for the token itself. Not sent with requests
  /// that other sites make.
  String setCookie() {
    return COOKIE
        + '='
        + new String(cookie == null ? new byte[0] : cookie, StandardCharsets.UTF_8)
        + "; Path=/; HttpOnly; SameSite=Strict";
  }

  /// Whether a request that changes something was made by our own page, or by no page at all.
  /// Browsers say which; they let no page lie about it.
  static boolean isFromOwnPage(HttpRequest request) {
    String site = request.header("Sec-Fetch-Site");
    if (site != null && !SAME.contains(site)) {
      return false;
    }
    String origin = request.header("Origin");
    String host = request.header("Host");
    return origin == null
        || (host != null && origin.equalsIgnoreCase("http://" + host))
        || (host != null && origin.equalsIgnoreCase("https://" + host)); // behind a proxy
  }

  private static boolean isOwnName(@Nullable String host) {
    if (host == null) {
      return true; // HTTP/1.0: no browser
    }
    int colon = host.lastIndexOf(':');
    boolean hasPort = colon > host.lastIndexOf(']');
    String name = (hasPort ? host.substring(0, colon) : host).toLowerCase(Locale.ROOT);
    return name.equals("localhost")
        || name.endsWith(".localhost") // names that browsers resolve by themselves
        || name.startsWith("[")
        || name.matches("[0-9.]+");
  }

  private static @Nullable String cookieOf(HttpRequest request) {
    String cookies = request.headers().joined("Cookie");
    if (cookies == null) {
      return null;
    }
    for (String pair : cookies.split("[;,]", -1)) {
      String stripped = pair.strip();
      if (stripped.startsWith(COOKIE + '=')) {
        return stripped.substring(COOKIE.length() + 1);
      }
    }
    return null;
  }

  private static String hash(String token) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest((COOKIE + '\n' + token).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
