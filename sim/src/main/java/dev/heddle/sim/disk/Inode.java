package dev.heddle.sim.disk;

import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributes;

/// What has a name on a disk.
sealed interface Inode permits Folder, DiskFile {

  /// Stores what has changed until now.
  void sync(Disk disk) throws IOException;

  BasicFileAttributes attributes();

  void crash(Loss loss);
}
