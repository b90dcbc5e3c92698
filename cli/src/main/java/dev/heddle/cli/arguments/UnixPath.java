package dev.heddle.cli.arguments;

import dev.heddle.net.Addresses;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.InvalidPathException;
import java.util.List;
import picocli.CommandLine.TypeConversionException;

/// A Unix domain socket: `unix:/run/chat`.
///
/// @param address with the path
public record UnixPath(UnixDomainSocketAddress address) implements ServerAddress {
  /// What the path stands behind.
  static final String PREFIX = "unix:";

  @Override
  public List<SocketAddress> addresses() {
    return List.of(address);
  }

  @Override
  public String toString() {
    return Addresses.text(address);
  }

  static UnixPath parse(String text) {
    String path = text.substring(PREFIX.length());
    if (path.isEmpty()) {
      throw new TypeConversionException("'" + text + "': no path after " + PREFIX);
    }
    try {
      return new UnixPath(UnixDomainSocketAddress.of(path));
    } catch (InvalidPathException e) {
      throw new TypeConversionException("'" + text + "': no path: " + e.getMessage());
    }
  }
}
