package dev.heddle.services.topics;

import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.util.OSInfo;

/// Where SQLite's native library is loaded from. Left alone, sqlite-jdbc unpacks it into the folder
/// for temporary files in each process: that folder may be mounted `noexec`, and a process that is
/// killed leaves a megabyte there. So the build unpacks it into `native`, beside the driver's jar.
///
/// Thread-safe: it has no state but the system properties, which it sets before the driver reads
/// them.
final class NativeLibrary {
  private static final String PATH = "org.sqlite.lib.path";
  private static final String TEMPORARY = "org.sqlite.tmpdir";

  private NativeLibrary() {}

  /// Points the driver to the unpacked library, if there is one and the user has not named another.
  static void locate() {
    Path jar = jar();
    Path folder = jar == null || System.getProperty(PATH) != null ? null : beside(jar);
    if (folder == null) {
      return;
    }
    System.setProperty(PATH, folder.toString());
    // The driver looks there for leftovers of others, and complains if the folder is missing.
    if (!Files.isDirectory(Path.of(System.getProperty("java.io.tmpdir")))
        && System.getProperty(TEMPORARY) == null) {
      System.setProperty(TEMPORARY, folder.toString());
    }
  }

  /// The driver's jar; null if the driver is not in a file.
  private static @Nullable Path jar() {
    CodeSource source = SQLiteConfig.class.getProtectionDomain().getCodeSource();
    try {
      return source == null ? null : Path.of(source.getLocation().toURI());
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
      return null;
    }
  }

  /// The folder beside this jar with the library for this system; null if there is none.
  static @Nullable Path beside(Path jar) {
    Path folder =
        jar.resolveSibling("native/org/sqlite/native")
            .resolve(OSInfo.getNativeLibFolderPathForCurrentOS());
    return Files.isDirectory(folder) ? folder : null;
  }

  /// Why the driver has found no library that it can load.
  static String explain() {
    return "SQLite's native library cannot be loaded from "
        + System.getProperty(TEMPORARY, System.getProperty("java.io.tmpdir"))
        + " (is it writable, and not mounted noexec?); name another folder with the JVM option -D"
        + TEMPORARY
        + "=FOLDER";
  }
}
