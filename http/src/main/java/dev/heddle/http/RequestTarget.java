package dev.heddle.http;

import org.jspecify.annotations.Nullable;

/// What a request line asks for (RFC 9112 §3.2). Immutable.
///
/// @param origin path and query, or `*`
/// @param authority of an absolute URI; else null
record RequestTarget(String origin, @Nullable String authority) {
  private static final String HTTP = "http://";
  private static final String HTTPS = "https://";

  /// @param input what it came by: only over TLS, an https URI may be asked for (RFC 9110 §7.4)
  static RequestTarget of(String method, String uri, HttpInput input) throws HttpException {
    if (!Syntax.isTarget(uri)) {
      throw new HttpException(400, "malformed request target");
    }
    if (uri.startsWith("/") || (uri.equals("*") && method.equals("OPTIONS"))) {
      return new RequestTarget(uri, null);
    }
    if (begins(uri, HTTP)) {
      return absolute(method, uri.substring(HTTP.length()));
    }
    if (begins(uri, HTTPS) && input.isSecure()) {
      return absolute(method, uri.substring(HTTPS.length()));
    }
    throw new HttpException(400, "neither a path nor an absolute http URI in the request line");
  }

  private static boolean begins(String uri, String scheme) {
    return uri.regionMatches(true, 0, scheme, 0, scheme.length());
  }

  private static RequestTarget absolute(String method, String rest) throws HttpException {
    int end = 0;
    while (end < rest.length() && rest.charAt(end) != '/' && rest.charAt(end) != '?') {
      end++;
    }
    String authority = rest.substring(0, end);
    if (Authority.host(authority).isEmpty() || !Authority.isValid(authority)) {
      throw new HttpException(400, "malformed request target");
    }
    String path = rest.substring(end);
    if (path.isEmpty() && method.equals("OPTIONS")) {
      return new RequestTarget("*", authority); // §3.2.4
    }
    return new RequestTarget(path.startsWith("/") ? path : '/' + path, authority);
  }

  /// The host that is asked for: that of an absolute URI. Only if there is none, the field counts
  /// (RFC 9112 §3.2.2).
  ///
  /// @param field the value of `Host`, or null
  @Nullable String host(@Nullable String field) {
    return authority == null ? field : authority;
  }
}
