package dev.heddle.http.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// A file's state at a check: equal states mean equal content. Size and time alone do not show
/// that, because tools that copy a file keep its time; the inode and its change time do. Immutable.
///
/// @param file the file behind all links
/// @param key its device and inode, or null on systems without such
/// @param changed when the inode was changed last, or null likewise
record FileState(
    Path file, long size, Instant modified, @Nullable Object key, @Nullable FileTime changed) {
  /// Times up to this are no times: archives, container layers and package managers that want the
  /// same bytes each time write 0, 1 or the beginning of 1980.
  private static final Instant MEANINGLESS = Instant.parse("1980-01-02T00:00:00Z");

  /// @throws IOException if there is no such file
  static FileState of(Path file, BasicFileAttributes attributes) throws IOException {
    return new FileState(
        file,
        attributes.size(),
        attributes.lastModifiedTime().toInstant(),
        attributes.fileKey(),
        attributes.fileKey() == null ? null : changed(file));
  }

  static FileState of(Path file) throws IOException {
    return of(file, Files.readAttributes(file, BasicFileAttributes.class));
  }

  private static @Nullable FileTime changed(Path file) throws IOException {
    return file.getFileSystem().supportedFileAttributeViews().contains("unix")
        ? (FileTime) Files.getAttribute(file, "unix:ctime")
        : null;
  }

  /// When it was modified, in whole seconds: null if the time is meaningless, or still to come (RFC
  /// 9110 §8.8.2.1).
  @Nullable Instant lastModified(Instant now) {
    return modified.isBefore(MEANINGLESS) || modified.isAfter(now)
        ? null
        : modified.truncatedTo(ChronoUnit.SECONDS);
  }

  /// A value that differs whenever the file does, and does not reveal its parts.
  String fingerprint() {
    return Digest.of(file + " " + size + ' ' + modified + ' ' + key + ' ' + changed);
  }
}
