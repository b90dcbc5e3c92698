package dev.heddle.cli.serve;

import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.net.SocketFiles;
import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Unix domain sockets of services: the files that an earlier process has left, and who may
/// connect. Stateless.
final class ListenAddress {
  private static final int KIND = 0170000;
  private static final int SOCKET = 0140000;
  private static final PosixFilePermission[] BITS = {
    PosixFilePermission.OTHERS_EXECUTE,
    PosixFilePermission.OTHERS_WRITE,
    PosixFilePermission.OTHERS_READ,
    PosixFilePermission.GROUP_EXECUTE,
    PosixFilePermission.GROUP_WRITE,
    PosixFilePermission.GROUP_READ,
    PosixFilePermission.OWNER_EXECUTE,
    PosixFilePermission.OWNER_WRITE,
    PosixFilePermission.OWNER_READ
  };

  private ListenAddress() {}

  /// The permissions that an octal mode such as `0660` means.
  static Set<PosixFilePermission> permissions(String mode) throws CommandFailure {
    if (!mode.matches("0?[0-7]{3}")) {
      throw CommandFailure.usage("--socket-mode must be an octal mode, as in 0660: " + mode);
    }
    int bits = Integer.parseInt(mode, 8);
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (int i = 0; i < BITS.length; i++) {
      if ((bits & 1 << i) != 0) {
        permissions.add(BITS[i]);
      }
    }
    return permissions;
  }

  /// The address to bind; its file is removed with its socket. That of a socket on which no process
  /// listens any more is removed now.
  ///
  /// @throws BindException if the file is something else, or a process listens
  static UnixDomainSocketAddress free(Path path) throws IOException {
    removeStale(path);
    var address = UnixDomainSocketAddress.of(path);
    SocketFiles.takeOver(address);
    return address;
  }

  private static void removeStale(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    if ((mode & KIND) != SOCKET) {
      throw new BindException("unix:" + path + ": the file exists, and is not a socket");
    }
    try (var probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.configureBlocking(false); // a queue that is full would make it wait
      probe.connect(UnixDomainSocketAddress.of(path));
      throw new BindException("unix:" + path + ": another process listens there");
    } catch (BindException e) {
      throw e;
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage());
      if (reason.contains("refused")) {
        Files.deleteIfExists(path);
      } else if (reason.contains("temporarily unavailable")) { // its queue is full
        throw new BindException("unix:" + path + ": another process listens there");
      }
    }
  }

  /// Says who may connect.
  static void permit(Path path, @Nullable Set<PosixFilePermission> permissions) throws IOException {
    if (permissions == null) {
      return;
    }
    try {
      Files.setPosixFilePermissions(path, permissions);
    } catch (IOException e) {
      throw new IOException("unix:" + path + ": --socket-mode cannot be set: " + e.getMessage(), e);
    }
  }

  /// What to do if the path cannot be bound.
  static String advice(Path path) {
    Path directory = path.toAbsolutePath().getParent();
    if (directory != null && !Files.isDirectory(directory)) {
      return "create the directory " + directory + ", or choose another path";
    }
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
        ? "stop what listens there, or choose another path"
        : "choose a path in a directory that you may write to";
  }
}
