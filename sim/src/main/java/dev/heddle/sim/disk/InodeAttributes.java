package dev.heddle.sim.disk;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What is known of a file or folder. Immutable.
record InodeAttributes(
    Inode fileKey, boolean isDirectory, long size, Instant created, Instant changed)
    implements BasicFileAttributes {
  private static final String VIEW = "basic:";

  @Override
  public FileTime lastModifiedTime() {
    return FileTime.from(changed);
  }

  @Override
  public FileTime lastAccessTime() {
    return FileTime.from(changed);
  }

  @Override
  public FileTime creationTime() {
    return FileTime.from(created);
  }

  @Override
  public boolean isRegularFile() {
    return !isDirectory;
  }

  @Override
  public boolean isSymbolicLink() {
    return false;
  }

  @Override
  public boolean isOther() {
    return false;
  }

  /// Some of them by their names.
  ///
  /// @param names as of `Files.readAttributes`, such as `basic:size,fileKey` or `*`
  Map<String, Object> byName(String names) {
    String wanted = names.startsWith(VIEW) ? names.substring(VIEW.length()) : names;
    if (wanted.indexOf(':') >= 0) {
      throw new UnsupportedOperationException("no such attributes: " + names);
    }
    Map<String, Object> all = byName();
    Set<String> some = Set.of(wanted.split(","));
    if (some.contains("*")) {
      return all;
    }
    if (!all.keySet().containsAll(some)) {
      throw new IllegalArgumentException("no such attributes: " + names);
    }
    all.keySet().retainAll(some);
    return all;
  }

  private Map<String, Object> byName() {
    var all = new TreeMap<String, Object>();
    all.put("lastModifiedTime", lastModifiedTime());
    all.put("lastAccessTime", lastAccessTime());
    all.put("creationTime", creationTime());
    all.put("size", size);
    all.put("isRegularFile", isRegularFile());
    all.put("isDirectory", isDirectory);
    all.put("isSymbolicLink", false);
    all.put("isOther", false);
    all.put("fileKey", fileKey);
    return all;
  }
}
