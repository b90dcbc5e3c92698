package dev.heddle.net;

import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/// A Unix domain socket as people write it: `unix:/run/chat`. Immutable.
///
/// @param address with the path
public record UnixPath(UnixDomainSocketAddress address) implements ServerAddress {
  private static final String PREFIX = "unix:";

  /// The kernel's `sun_path` has 108 bytes, the last of which is zero: unix(7). The JDK leaves one
  /// more out.
  static final int MOST_BYTES = 106;

  /// Whether this is meant to be one.
  public static boolean isOne(String text) {
    return text.startsWith(PREFIX);
  }

  /// @param text begins with `unix:`
  /// @throws IllegalArgumentException if no socket can have such a path; the message says why
  public static UnixPath parse(String text) {
    String path = text.substring(PREFIX.length());
    if (path.isEmpty()) {
      throw new IllegalArgumentException("no path after " + PREFIX);
    }
    int bytes = path.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MOST_BYTES) {
      throw new IllegalArgumentException(
          "the path of a Unix domain socket has at most " + MOST_BYTES + " bytes, not " + bytes);
    }
    try {
      return new UnixPath(UnixDomainSocketAddress.of(path));
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("no path: " + e.getMessage(), e);
    }
  }

  /// The file.
  public Path path() {
    return address.getPath();
  }

  @Override
  public List<SocketAddress> addresses() {
    return List.of(address);
  }

  /// It is on this machine.
  @Override
  public String host() {
    return "localhost";
  }

  @Override
  public String toString() {
    return Addresses.text(address);
  }
}
