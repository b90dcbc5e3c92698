package dev.heddle.net;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The files of Unix domain sockets, which are removed with the sockets that made them, unless
/// another process listens there now. Thread-safe.
public final class SocketFiles {
  private static final Set<Path> HANDED_OVER = ConcurrentHashMap.newKeySet();

  private SocketFiles() {}

  /// Another process has the listening socket, too: its file stays when ours is closed.
  public static void handOver(SocketAddress address) {
    if (address instanceof UnixDomainSocketAddress unix) {
      HANDED_OVER.add(unix.getPath());
    }
  }

  /// Removes the file of a listening socket that is about to be closed, if it has one.
  public static void remove(SocketAddress address) {
    if (!(address instanceof UnixDomainSocketAddress unix)
        || unix.getPath().toString().isEmpty()
        || HANDED_OVER.contains(unix.getPath())) {
      return;
    }
    try {
      Files.deleteIfExists(unix.getPath());
    } catch (IOException e) {
      // If the file stays, the next bind finds it.
    }
  }
}
