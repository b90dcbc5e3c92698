package dev.heddle.sim.disk;

import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A folder: the names that programs see, and those that are on the disk.
final class Folder implements Inode {
  private final Map<String, Inode> seen = new TreeMap<>();
  private final Map<String, Inode> stored = new TreeMap<>();
  private final Instant created = Instant.now();
  private Instant changed = created;

  Map<String, Inode> entries() {
    return seen;
  }

  /// Changes a name for programs.
  ///
  /// @param node null to take the name away
  void set(String name, @Nullable Inode node) {
    changed = Instant.now();
    set(seen, name, node);
  }

  /// Changes a name on the disk.
  void store(String name, @Nullable Inode node) {
    set(stored, name, node);
  }

  private static void set(Map<String, Inode> entries, String name, @Nullable Inode node) {
    if (node == null) {
      entries.remove(name);
    } else {
      entries.put(name, node);
    }
  }

  @Override
  public void sync(Disk disk) throws IOException {
    disk.journal().sync(disk);
  }

  @Override
  public void crash(Loss loss) {
    seen.clear();
    seen.putAll(stored);
    seen.values().forEach(node -> node.crash(loss));
  }

  @Override
  public BasicFileAttributes attributes() {
    return new InodeAttributes(this, true, 0, created, changed);
  }
}
