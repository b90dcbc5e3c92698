package dev.heddle.services.topics;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Files and folders that only their owner may use: 0600 and 0700, whatever the umask is. On a file
/// system without such permissions, plain ones. Thread-safe.
final class PrivateFiles {
  private static final System.Logger LOG = System.getLogger("dev.heddle.topics");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");

  /// Warned about before: several services use one folder.
  private static final Set<Path> OPEN_FOLDERS = ConcurrentHashMap.newKeySet();

  private PrivateFiles() {}

  /// Makes the folder, and those above it, if they are missing. An existing folder keeps its
  /// permissions, because it may have other uses; if others may read it, that is logged.
  static void prepareFolder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      warnIfOthersMayRead(folder);
    } else if (isPosix(folder)) {
      Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(FOLDER));
      Files.setPosixFilePermissions(folder, FOLDER);
    } else {
      Files.createDirectories(folder);
    }
  }

  private static void warnIfOthersMayRead(Path folder) throws IOException {
    if (isPosix(folder)
        && !FOLDER.containsAll(Files.getPosixFilePermissions(folder))
        && OPEN_FOLDERS.add(folder.toRealPath())) {
      LOG.log(
          Level.WARNING,
          "{0}: other users of this machine may open this folder; chmod 700 keeps them out",
          folder);
    }
  }

  /// Makes the file, empty, if it is missing; takes away what others may do with one that is there.
  static void prepareFile(Path file) throws IOException {
    try {
      if (isPosix(file)) {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(FILE));
      } else {
        Files.createFile(file);
      }
    } catch (FileAlreadyExistsException e) {
      // Then only its permissions have to be set.
    }
    tighten(file);
  }

  /// Takes away what others may do with a file, if it is there.
  static void tighten(Path file) throws IOException {
    if (Files.isRegularFile(file)
        && isPosix(file)
        && !Files.getPosixFilePermissions(file).equals(FILE)) {
      try {
        Files.setPosixFilePermissions(file, FILE);
      } catch (IOException e) { // somebody else's, so not ours to change
        LOG.log(Level.WARNING, "{0}: cannot restrict its permissions to 600: {1}", file, e);
      }
    }
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
