package dev.heddle.load;

import dev.heddle.Tls;
import dev.heddle.net.HostPort;
import dev.heddle.net.UnixPath;
import java.net.UnknownHostException;
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
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

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
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } catch (IllegalArgumentException e) {
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
      throw new IllegalArgumentException("not a process ID: " + text);
    }
    return Long.parseLong(text);
  }

  private static Target target(String name, String text, @Nullable Long pid)
      throws UnknownHostException {
    int end = UnixPath.isOne(text) ? -1 : text.indexOf("://");
    String scheme = end < 0 ? "tcp" : text.substring(0, end).toLowerCase(Locale.ROOT);
    String rest = end < 0 ? text : text.substring(end + 3);
    Tls tls = scheme.equals("tls") || scheme.equals("https") ? Tls.trustingJdk() : null;
    if (UnixPath.isOne(rest)) {
      return onUnix(name, text, scheme, tls, rest, pid);
    }
    return switch (scheme) {
      case "tcp", "tls", "udp" -> {
        var transport = scheme.equals("udp") ? Target.Scheme.UDP : Target.Scheme.TCP;
        if (rest.indexOf('/') >= 0) {
          throw new IllegalArgumentException("only http:// and https:// have a path");
        }
        yield new Target(name, text, transport, tls, HostPort.parse(rest).addresses(), "", pid);
      }
      case "http", "https" -> {
        HttpUrl url = HttpUrl.parse(text);
        HostPort server = HostPort.parse(url.authority(), tls == null ? HTTP_PORT : HTTPS_PORT);
        yield new Target(name, text, Target.Scheme.HTTP, tls, server.addresses(), url.path(), pid);
      }
      default -> throw unknownScheme(text);
    };
  }

  /// @param rest what stands behind the scheme
  private static Target onUnix(
      String name, String text, String scheme, @Nullable Tls tls, String rest, @Nullable Long pid) {
    return switch (scheme) {
      case "tcp", "tls" ->
          new Target(
              name, text, Target.Scheme.UNIX, tls, UnixPath.parse(rest).addresses(), "", pid);
      case "http", "https" -> {
        int colon = rest.indexOf(':', rest.indexOf(':') + 1);
        String path = colon < 0 ? "/" : rest.substring(colon + 1);
        if (!path.startsWith("/")) {
          throw new IllegalArgumentException(
              "a path must follow the socket and a colon, as in"
                  + " http://unix:/run/web:/index.html");
        }
        UnixPath socket = UnixPath.parse(colon < 0 ? rest : rest.substring(0, colon));
        HttpUrl url = HttpUrl.parse("http://localhost" + path);
        yield new Target(name, text, Target.Scheme.HTTP, tls, socket.addresses(), url.path(), pid);
      }
      case "udp" -> throw new IllegalArgumentException("no datagrams on Unix domain sockets");
      default -> throw unknownScheme(text);
    };
  }

  private static IllegalArgumentException unknownScheme(String text) {
    return new IllegalArgumentException(
        "unknown scheme " + text.substring(0, text.indexOf("://") + 3));
  }
}
