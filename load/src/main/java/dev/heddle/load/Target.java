package dev.heddle.load;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// A server that is loaded. Immutable.
///
/// @param name what it is called in the report
/// @param text the address as it was given
/// @param transport what carries the bytes
/// @param address where it listens
/// @param path of HTTP, else empty
/// @param pid its process on this machine; null if it is to be found by its address
public record Target(
    String name,
    String text,
    Transport transport,
    SocketAddress address,
    String path,
    @Nullable Long pid) {

  /// What carries the bytes.
  public enum Transport {
    TCP,
    UNIX,
    UDP,
    HTTP
  }

  /// Whether it is this machine itself that is loaded.
  public boolean isLocal() {
    return !(address instanceof InetSocketAddress inet) || inet.getAddress().isLoopbackAddress();
  }
}
