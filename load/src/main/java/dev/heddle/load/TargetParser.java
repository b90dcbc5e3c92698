package dev.heddle.load;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads targets as people write them: `tcp://127.0.0.1:7001`, `unix:/run/echo`,
/// `udp://localhost:7001`, `http://127.0.0.1:7080/index.html`, each with a name before it and a
/// process behind it, if wanted: `mine=tcp://:7001,pid=4711`.
public final class TargetParser {
  private static final Pattern NAMED = Pattern.compile("([A-Za-z0-9_.-]+)=(.+)");
  private static final Pattern WITH_PID = Pattern.compile("(.+),pid=([0-9]{1,10})");
  private static final int HTTP_PORT = 80;
  private static final int HIGHEST_PORT = 65_535;

  private TargetParser() {}

  /// @throws IllegalArgumentException if it is no target, or there is no such host; the message
  ///   says what is
  public static Target parse(String text) {
    Matcher named = NAMED.matcher(text);
    String name = named.matches() ? named.group(1) : null;
    String rest = named.matches() ? named.group(2) : text;
    Matcher withPid = WITH_PID.matcher(rest);
    Long pid = withPid.matches() ? Long.valueOf(withPid.group(2)) : null;
    String address = withPid.matches() ? withPid.group(1) : rest;
    return address(text, name == null ? address : name, address, pid);
  }

  private static Target address(String whole, String name, String text, @Nullable Long pid) {
    if (text.startsWith("unix:")) {
      return new Target(name, text, Target.Transport.UNIX, path(whole, text.substring(5)), "", pid);
    }
    int scheme = text.indexOf("://");
    Target.Transport transport =
        switch (scheme < 0 ? "tcp" : text.substring(0, scheme)) {
          case "tcp" -> Target.Transport.TCP;
          case "udp" -> Target.Transport.UDP;
          case "http" -> Target.Transport.HTTP;
          default -> throw notOne(whole);
        };
    String rest = scheme < 0 ? text : text.substring(scheme + 3);
    if (transport == Target.Transport.HTTP) {
      return http(whole, name, text, pid);
    }
    return new Target(name, text, transport, hostAndPort(whole, rest), "", pid);
  }

  private static Target http(String whole, String name, String text, @Nullable Long pid) {
    try {
      var uri = new URI(text);
      if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > HIGHEST_PORT) {
        throw notOne(whole);
      }
      int port = uri.getPort() < 0 ? HTTP_PORT : uri.getPort();
      String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
      String query = uri.getRawQuery() == null ? "" : '?' + uri.getRawQuery();
      SocketAddress address = resolve(uri.getHost(), port);
      return new Target(name, text, Target.Transport.HTTP, address, path + query, pid);
    } catch (URISyntaxException e) {
      throw notOne(whole);
    }
  }

  private static SocketAddress path(String whole, String path) {
    if (path.isEmpty()) {
      throw notOne(whole);
    }
    try {
      return UnixDomainSocketAddress.of(path);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("no path: " + path, e);
    }
  }

  private static InetSocketAddress hostAndPort(String whole, String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw notOne(whole);
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0 || host.indexOf('/') >= 0) {
      throw notOne(whole);
    }
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (port >= 1 && port <= HIGHEST_PORT) {
        return resolve(host.isEmpty() ? "localhost" : host, port);
      }
    } catch (NumberFormatException e) {
      // As below.
    }
    throw notOne(whole);
  }

  private static InetSocketAddress resolve(String host, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("there is no host " + host, e);
    }
  }

  private static IllegalArgumentException notOne(String text) {
    return new IllegalArgumentException(
        "'"
            + text
            + "' is not a target; write tcp://127.0.0.1:7001, unix:/path, udp://127.0.0.1:7001 or "
            + "http://127.0.0.1:7080/path");
  }
}
