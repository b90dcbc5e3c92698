package dev.heddle.load.proc;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/// Finds the process that listens at an address of this machine, by way of `/proc/net` and the open
/// files of all processes that may be looked at. Thread-safe.
public final class Listeners {
  private static final String LISTENING = "0A";
  private static final int LOCAL = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;
  private static final int UNIX_INODE = 6;
  private static final int UNIX_PATH = 7;

  private Listeners() {}

  /// The process that listens at a TCP port or a Unix domain path; empty if there is none, or it is
  /// not to be seen, or there are several.
  public static OptionalLong stream(SocketAddress address) {
    return switch (address) {
      case InetSocketAddress inet -> owner(port(inet.getPort(), true, "tcp", "tcp6"));
      case UnixDomainSocketAddress unix -> owner(path(unix.getPath().toString()));
      default -> OptionalLong.empty();
    };
  }

  /// The process that has a UDP port.
  public static OptionalLong datagrams(InetSocketAddress address) {
    return owner(port(address.getPort(), false, "udp", "udp6"));
  }

  private static Set<String> port(int port, boolean listening, String... tables) {
    String wanted = String.format(Locale.ROOT, ":%04X", port);
    var inodes = new HashSet<String>();
    for (String table : tables) {
      for (String line : lines(Path.of("/proc/net", table))) {
        String[] fields = line.trim().split("\\s+");
        if (fields.length > INODE
            && fields[LOCAL].endsWith(wanted)
            && (!listening || fields[STATE].equals(LISTENING))) {
          inodes.add(fields[INODE]);
        }
      }
    }
    return inodes;
  }

  private static Set<String> path(String path) {
    var inodes = new HashSet<String>();
    for (String line : lines(Path.of("/proc/net/unix"))) {
      String[] fields = line.trim().split("\\s+", UNIX_PATH + 1);
      // 00010000 is __SO_ACCEPTCON: one that listens
      if (fields.length > UNIX_PATH
          && fields[UNIX_PATH].equals(path)
          && fields[STATE].equals("00010000")) {
        inodes.add(fields[UNIX_INODE]);
      }
    }
    return inodes;
  }

  private static List<String> lines(Path table) {
    try {
      return Files.readAllLines(table);
    } catch (IOException e) {
      return List.of(); // no IPv6, or no Linux
    }
  }

  private static OptionalLong owner(Set<String> inodes) {
    if (inodes.isEmpty()) {
      return OptionalLong.empty();
    }
    var found = new HashSet<Long>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        if (holdsOneOf(process, inodes)) {
          found.add(Long.parseLong(process.getFileName().toString()));
        }
      }
    } catch (IOException | RuntimeException e) {
      return OptionalLong.empty();
    }
    return found.size() == 1 ? OptionalLong.of(found.iterator().next()) : OptionalLong.empty();
  }

  private static boolean holdsOneOf(Path process, Set<String> inodes) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path file : files) {
        String target = link(file);
        if (target.startsWith("socket:[")
            && inodes.contains(target.substring("socket:[".length(), target.length() - 1))) {
          return true;
        }
      }
    } catch (IOException | RuntimeException e) {
      // It has ended, or we may not read it.
    }
    return false;
  }

  private static String link(Path file) {
    try {
      return Files.readSymbolicLink(file).toString();
    } catch (IOException e) {
      return ""; // closed meanwhile
    }
  }
}
