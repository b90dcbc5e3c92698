package dev.heddle.cluster;

import io.nats.client.AuthenticationException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// URLs of NATS servers, as they are given. Stateless.
public final class ServerUrls {
  private static final Set<String> SCHEMES = Set.of("nats", "tls", "ws", "wss");
  private static final Pattern USER = Pattern.compile("^([A-Za-z]*://)?.*@"); // to the last one

  private ServerUrls() {}

  /// @throws IllegalArgumentException if one is wrong
  static void require(List<String> servers) {
    servers.forEach(ServerUrls::require);
  }

  private static void require(String server) {
    try {
      var url = new URI(server.contains("://") ? server : "nats://" + server);
      if (url.getHost() != null && SCHEMES.contains(url.getScheme())) {
        return;
      }
    } catch (URISyntaxException e) {
      // Nor is this one.
    }
    throw new IllegalArgumentException(
        "'"
            + withoutUser(server)
            + "' is not the URL of a NATS server; write nats://127.0.0.1:4222"
            + (server.contains("@") ? ", and / and @ in a password as %2F and %40" : ""));
  }

  /// As people may see them: without user and password.
  public static String shown(List<String> servers) {
    return servers.stream().map(ServerUrls::withoutUser).collect(Collectors.joining(", "));
  }

  private static String withoutUser(String server) {
    return USER.matcher(server).replaceFirst(found -> found.group(1) == null ? "" : found.group(1));
  }

  /// Why connecting to them failed.
  static IOException unreachable(List<String> servers, IOException cause) {
    String message =
        cause instanceof AuthenticationException
            ? "a NATS server rejects the user, password or token: " + shown(servers)
            : "no NATS server answers at " + shown(servers);
    return new IOException(message, cause);
  }
}
