package dev.heddle.services.topics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Which file a path led to when it was opened. A process can continue to write to an open file
/// after it was removed or replaced: such data is lost. Immutable.
///
/// @param path the file's path
/// @param key the file's device and number; null if the system has none
record FileIdentity(Path path, @Nullable Object key) {

  /// The file that is there now.
  static FileIdentity of(Path path) throws IOException {
    return new FileIdentity(path, Files.readAttributes(path, BasicFileAttributes.class).fileKey());
  }

  /// Whether the path still leads to it.
  boolean isUnchanged() {
    try {
      requireUnchanged();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /// @throws IOException if the path leads to no file, or to another one
  void requireUnchanged() throws IOException {
    FileIdentity now;
    try {
      now = of(path);
    } catch (NoSuchFileException e) {
      throw new IOException(path + " was removed while in use; put it back, or restart", e);
    }
    if (!Objects.equals(now.key, key)) {
      throw new IOException(path + " was replaced while in use; put it back, or restart");
    }
  }
}
