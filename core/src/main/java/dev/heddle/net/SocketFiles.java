package dev.heddle.net;

import dev.heddle.SocketDescriptor;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The files of Unix domain sockets: each is removed when the process that has it closes its
/// socket. That is the one that has bound it, or the one to which that has passed the file on.
/// Thread-safe.
public final class SocketFiles {
  /// Whether this process has the file; where nothing is said, it has those that it has bound.
  private static final Map<Path, Boolean> OURS = new ConcurrentHashMap<>();

  private SocketFiles() {}

  /// Another process has the file now: it stays when our socket is closed.
  public static void handOver(SocketAddress address) {
    if (address instanceof UnixDomainSocketAddress unix) {
      OURS.put(unix.getPath(), false);
    }
  }

  /// This process has the file now: it is removed when our socket is closed.
  public static void takeOver(SocketAddress address) {
    if (address instanceof UnixDomainSocketAddress unix) {
      OURS.put(unix.getPath(), true);
    }
  }

  /// Whether this process has taken the file over.
  public static boolean isTakenOver(SocketAddress address) {
    return address instanceof UnixDomainSocketAddress unix
        && OURS.getOrDefault(unix.getPath(), false);
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
