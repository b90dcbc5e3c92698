package dev.heddle.observe;

import dev.heddle.AddressBlock;
import dev.heddle.http.GuessLimit;
import dev.heddle.http.GuessLimit.Result;
import dev.heddle.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Controls access to the status page. Thread-safe.
///
/// With a token: clients that send it, in `Authorization: Bearer …` or in the cookie that the page
/// sets once it has been asked for; guessing costs an address time, see [GuessLimit]. Without one,
/// which is for loopback only: every client that can connect.
final class Access {
  /// What the browser sends back instead of the token itself.
  static final String COOKIE = "heddle-status";

  private static final Set<String> SAME = Set.of("same-origin", "none");

  private final GuessLimit guesses = new GuessLimit("status token");
  private final byte @Nullable [] token;
  private final byte @Nullable [] cookie;

  Access(@Nullable String token) {
    this.token = token == null ? null : token.getBytes(StandardCharsets.UTF_8);
    this.cookie = token == null ? null : hash(token).getBytes(StandardCharsets.UTF_8);
  }

  /// Checks the token that a request has.
  ///
  /// @return null if it has none, and needs one
  @Nullable Result check(HttpRequest request) {
    if (token == null) {
      return new Result.Right();
    }
    String authorization = request.header("Authorization");
    if (authorization != null && authorization.startsWith("Bearer ")) {
      return checkToken(request, authorization.substring("Bearer ".length()).strip());
    }
    String sent = cookieOf(request);
    return sent == null ? null : check(request, cookie, sent);
  }

  /// Checks a token that a user has typed.
  Result checkToken(HttpRequest request, String given) {
    return check(request, token, given);
  }

  private Result check(HttpRequest request, byte @Nullable [] right, String given) {
    byte[] bytes = given.getBytes(StandardCharsets.UTF_8);
    return guesses.check(
        AddressBlock.of(request.peerAddress()), () -> MessageDigest.isEqual(right, bytes));
  }

  /// The field that makes the browser remember, but for the token itself. Not sent with requests
  /// that other sites make.
  String setCookie() {
    return COOKIE
        + '='
        + new String(cookie == null ? new byte[0] : cookie, StandardCharsets.UTF_8)
        + "; Path=/; HttpOnly; SameSite=Strict";
  }

  /// The field that makes the browser delete an invalid cookie.
  static String clearCookie() {
    return COOKIE + "=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict";
  }

  /// Whether a request that changes something was made by our own page, or by no page at all.
  /// Browsers send the origin, and no page can forge it.
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
