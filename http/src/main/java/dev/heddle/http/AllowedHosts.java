package dev.heddle.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The host names that a server answers to. Without such a list, any page in a browser can reach a
/// server on loopback under a name that its owner points at 127.0.0.1 (DNS rebinding); the
/// request's `Host` is then the only difference.
///
/// A foreign name is answered 421, as RFC 9110 §7.4 requires. Ports do not count, because tunnels
/// and containers change them. Clients that send no name are not browsers and are served.
///
/// Immutable and thread-safe.
///
/// ```java
/// AllowedHosts hosts = AllowedHosts.LOCAL.with("chat.example.org");
/// HttpHandler guarded = hosts.guard(web, "start it with --allow-host");
/// ```
public final class AllowedHosts {
  /// Every name.
  public static final AllowedHosts ANY = new AllowedHosts(true, false, List.of());

  /// IP addresses, `localhost`, and what ends in `.localhost`: no DNS entry can redirect these.
  public static final AllowedHosts LOCAL = new AllowedHosts(false, false, List.of());

  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");
  private static final Pattern NAME =
      Pattern.compile("(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\\.)*[a-z_](?:[a-z0-9_-]*[a-z0-9_])?");

  private final boolean any;
  private final boolean plainNames;
  private final List<String> patterns;
  private volatile String latest = "";

  private AllowedHosts(boolean any, boolean plainNames, List<String> patterns) {
    this.any = any;
    this.plainNames = plainNames;
    this.patterns = patterns;
  }

  /// The same, and names without a dot, such as those of containers. They come from this machine or
  /// its own network and cannot be registered publicly.
  public AllowedHosts withPlainNames() {
    return new AllowedHosts(any, true, patterns);
  }

  /// The same, and one more name.
  ///
  /// @param pattern a name; `.example.org` for the name and all below it, `*.example.org` for all
  ///   below it, `*` for every name. An address is always allowed
  /// @throws IllegalArgumentException if it is none of these
  public AllowedHosts with(String pattern) {
    String lower = pattern.toLowerCase(Locale.ROOT);
    String bare = lower.replaceFirst("^\\*?\\.", "");
    if (!lower.equals("*")
        && !NAME.matcher(bare).matches()
        && !isAddress(bare)
        && !Authority.isIpv6(bare)) {
      throw new IllegalArgumentException("not a host name: " + pattern);
    }
    var more = new ArrayList<>(patterns);
    more.add(lower);
    return new AllowedHosts(any || lower.equals("*"), plainNames, List.copyOf(more));
  }

  /// Whether a request for this host is served.
  ///
  /// @param host as the field `Host` has it, or null for none
  public boolean allows(@Nullable String host) {
    if (any || host == null || host.equals(latest)) {
      return true;
    }
    if (!allowsName(Authority.host(host))) {
      return false;
    }
    latest = host;
    return true;
  }

  /// A handler that serves these hosts only.
  ///
  /// @param hint added to the answer for other hosts; may be empty
  public HttpHandler guard(HttpHandler handler, String hint) {
    if (any) {
      return handler;
    }
    return request -> {
      String host = request.host();
      return allows(host) ? handler.handle(request) : misdirected(host, hint);
    };
  }

  private static HttpResponse misdirected(@Nullable String host, String hint) {
    return HttpResponse.error(421, "host not allowed: " + host + hint);
  }

  private boolean allowsName(String name) {
    return name.isEmpty()
        || name.equals("localhost")
        || name.endsWith(".localhost") // browsers resolve these by themselves (RFC 6761 §6.3)
        || isAddress(name)
        || (plainNames && name.indexOf('.') < 0 && NAME.matcher(name).matches())
        || patterns.stream().anyMatch(pattern -> fits(pattern, name));
  }

  private static boolean fits(String pattern, String name) {
    if (pattern.startsWith("*.")) {
      return name.endsWith(pattern.substring(1));
    }
    return name.equals(pattern) || (pattern.startsWith(".") && ('.' + name).endsWith(pattern));
  }

  private static boolean isAddress(String name) {
    return name.startsWith("[") ? name.endsWith("]") : IPV4.matcher(name).matches();
  }
}
