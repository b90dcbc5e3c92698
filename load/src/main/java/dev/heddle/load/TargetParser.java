package dev.heddle.load;

import dev.heddle.Tls;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads targets as people write them: `tcp://127.0.0.1:7001`, `unix:/run/echo`,
/// `udp://localhost:7001`, `http://127.0.0.1:7080/index.html`, or over TLS `tls://localhost:7001`
/// and `https://localhost/index.html`, each with a name before it and a process behind it, if
/// wanted: `mine=tcp://:7001,pid=4711`.
///
/// A Unix domain socket may stand in place of each host and port but those of UDP; a colon ends it
/// before the path of a URL: `tls://unix:/run/echo`, `http://unix:/run/web:/index.html`, as in
/// nginx's `proxy_pass`.
public final class TargetParser {
  private static final Pattern NAMED = Pattern.compile("([A-Za-z0-9_.-]+)=(.+)");
  private static final Pattern WITH_PID = Pattern.compile("(.*),pid=([^,]*)");
  private static final Pattern PID = Pattern.compile("[1-9][0-9]{0,9}");
  private static final Pattern PORT = Pattern.compile("[0-9]{1,9}");
  private static final String UNIX = "unix:";
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;
  private static final int HIGHEST_PORT = 65_535;

  private TargetParser() {}

  /// @throws IllegalArgumentException if it is no target, or there is no such host; the message
  ///   says what is wrong and what a target looks like
  public static Target parse(String text) {
    Matcher named = NAMED.matcher(text);
    String name = named.matches() ? named.group(1) : null;
    String rest = named.matches() ? named.group(2) : text;
    Matcher withPid = WITH_PID.matcher(rest);
    String address = withPid.matches() ? withPid.group(1) : rest;
    try {
      Long pid = withPid.matches() ? (Long) pid(withPid.group(2)) : null;
      return target(name == null ? address : name, address, pid);
    } catch (NotATargetException e) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not a target: "
              + e.getMessage()
              + "; write tcp://127.0.0.1:7001, tls://localhost:7001, unix:/path,"
              + " udp://127.0.0.1:7001, http://127.0.0.1:7080/path or https://localhost/path",
          e);
    }
  }

  private static long pid(String text) {
    if (!PID.matcher(text).matches()) {
      throw new NotATargetException("not a process ID: " + text);
    }
    return Long.parseLong(text);
  }

  private static Target target(String name, String text, @Nullable Long pid) {
    int end = text.startsWith(UNIX) ? -1 : text.indexOf("://");
    String scheme = end < 0 ? "tcp" : text.substring(0, end).toLowerCase(Locale.ROOT);
    String rest = end < 0 ? text : text.substring(end + 3);
    Tls tls = scheme.equals("tls") || scheme.equals("https") ? Tls.trustingJdk() : null;
    if (rest.startsWith(UNIX)) {
      return onUnix(name, text, scheme, tls, rest.substring(UNIX.length()), pid);
    }
    return switch (scheme) {
      case "tcp", "tls", "udp" -> {
        var transport = scheme.equals("udp") ? Target.Scheme.UDP : Target.Scheme.TCP;
        yield new Target(name, text, transport, tls, resolve(rest, 0, "localhost"), "", pid);
      }
      case "http", "https" -> {
        HttpUrl url = url(text);
        int port = tls == null ? HTTP_PORT : HTTPS_PORT;
        List<SocketAddress> addresses = resolve(url.authority(), port, "");
        yield new Target(name, text, Target.Scheme.HTTP, tls, addresses, url.path(), pid);
      }
      default -> throw unknownScheme(text);
    };
  }

  /// @param rest what stands behind `unix:`
  private static Target onUnix(
      String name, String text, String scheme, @Nullable Tls tls, String rest, @Nullable Long pid) {
    return switch (scheme) {
      case "tcp", "tls" ->
          new Target(name, text, Target.Scheme.UNIX, tls, List.of(path(rest)), "", pid);
      case "http", "https" -> {
        int colon = rest.indexOf(':');
        String path = colon < 0 ? "/" : rest.substring(colon + 1);
        if (!path.startsWith("/")) {
          throw new NotATargetException(
              "a path must follow the socket and a colon, as in"
                  + " http://unix:/run/web:/index.html");
        }
        SocketAddress socket = path(colon < 0 ? rest : rest.substring(0, colon));
        HttpUrl url = url("http://localhost" + path);
        yield new Target(name, text, Target.Scheme.HTTP, tls, List.of(socket), url.path(), pid);
      }
      case "udp" -> throw new NotATargetException("no datagrams on Unix domain sockets");
      default -> throw unknownScheme(text);
    };
  }

  private static NotATargetException unknownScheme(String text) {
    return new NotATargetException("unknown scheme " + text.substring(0, text.indexOf("://") + 3));
  }

  private static HttpUrl url(String text) {
    try {
      return HttpUrl.parse(text);
    } catch (IllegalArgumentException e) {
      throw new NotATargetException(String.valueOf(e.getMessage()));
    }
  }

  private static SocketAddress path(String path) {
    if (path.isEmpty()) {
      throw new NotATargetException("no path after " + UNIX);
    }
    try {
      return UnixDomainSocketAddress.of(path);
    } catch (InvalidPathException e) {
      throw new NotATargetException("no path: " + e.getMessage());
    }
  }

  /// @param port where none is given; 0 if one must be
  /// @param host where none is given; empty if one must be
  private static List<SocketAddress> resolve(String text, int port, String host) {
    int bracket = text.indexOf(']');
    if (text.startsWith("[") && bracket < 0) {
      throw new NotATargetException("'[' without ']': " + text);
    }
    int colon = text.startsWith("[") ? text.indexOf(':', bracket) : text.lastIndexOf(':');
    if (colon < 0 && port == 0) {
      throw new NotATargetException(
          text.indexOf('/') >= 0
              ? "no port, and only http:// and https:// have a path"
              : "no port");
    }
    String given = colon < 0 ? text : text.substring(0, colon);
    if (given.isEmpty() && host.isEmpty()) {
      throw new NotATargetException("no host");
    }
    return addresses(
        given.isEmpty() ? host : bare(given),
        colon < 0 ? port : port(text.substring(colon + 1), port));
  }

  private static String bare(String host) {
    if (host.startsWith("[") && host.endsWith("]")) {
      return ipv6(host.substring(1, host.length() - 1).replace("%25", "%")); // RFC 6874
    }
    if (host.indexOf(':') >= 0) {
      throw new NotATargetException("an IPv6 address needs brackets, as in [::1]:7001");
    }
    if (host.chars().anyMatch(c -> c <= ' ' || c == '/' || c == '@')) {
      throw new NotATargetException("no host: " + host);
    }
    return host;
  }

  private static String ipv6(String address) {
    int zone = address.indexOf('%');
    try {
      var _ = Inet6Address.ofLiteral(zone < 0 ? address : address.substring(0, zone));
      return address;
    } catch (IllegalArgumentException e) {
      throw new NotATargetException("no IPv6 address in the brackets: " + address);
    }
  }

  private static int port(String text, int missing) {
    if (text.isEmpty() && missing > 0) {
      return missing;
    }
    int port = PORT.matcher(text).matches() ? Integer.parseInt(text) : 0;
    if (port >= 1 && port <= HIGHEST_PORT) {
      return port;
    }
    throw new NotATargetException(
        text.indexOf('/') >= 0
            ? "only http:// and https:// have a path"
            : "the port is not from 1 to " + HIGHEST_PORT + ": " + text);
  }

  private static List<SocketAddress> addresses(String host, int port) {
    try {
      return Arrays.stream(InetAddress.getAllByName(host))
          .<SocketAddress>map(address -> new InetSocketAddress(address, port))
          .toList();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("there is no host " + host, e);
    }
  }

  /// Describes the fault, as a continuation of "is not a target:".
  private static final class NotATargetException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotATargetException(String message) {
      super(message);
    }
  }
}
