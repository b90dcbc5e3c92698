package dev.heddle.net;

import dev.heddle.SocketDescriptor;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The files of Unix domain sockets, which are removed with the sockets that made them, unless
/// another process listens there now. Thread-safe.
public final class SocketFiles {
  /// Whether a file is removed with the last socket of this process, if that is not as usual.
  private static final Map<Path, Boolean> OURS = new ConcurrentHashMap<>();

  private SocketFiles() {}

  /// Another process has the listening socket, too: its file stays when ours is closed.
  public static void handOver(SocketAddress address) {
    if (address instanceof UnixDomainSocketAddress unix) {
      OURS.put(unix.getPath(), false);
    }
  }

  /// The process that has made the listening socket has left it to this one: its file is removed
  /// when ours is closed.
  public static void takeOver(SocketAddress address) {
    if (address instanceof UnixDomainSocketAddress unix) {
      OURS.put(unix.getPath(), true);
    }
  }

  /// Removes the file of a listening socket that is about to be closed, if it has one.
  ///
  /// @param requested the address as it was asked for: the file of a socket that was given stays
  /// @param bound where it listens
  public static void remove(SocketAddress requested, SocketAddress bound) {
    if (!(bound instanceof UnixDomainSocketAddress unix)
        || unix.getPath().toString().isEmpty()
        || !OURS.getOrDefault(unix.getPath(), !(requested instanceof SocketDescriptor))) {
      return;
    }
    try {
      Files.deleteIfExists(unix.getPath());
    } catch (IOException e) {
      // If the file stays, the next bind finds it.
    }
  }
}
