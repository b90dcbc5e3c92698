package dev.heddle.sim.disk;

import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// What was in a folder.
final class FolderListing implements DirectoryStream<Path> {
  private @Nullable Iterator<Path> entries;

  FolderListing(Iterator<Path> entries) {
    this.entries = entries;
  }

  @Override
  public Iterator<Path> iterator() {
    Iterator<Path> once = entries;
    if (once == null) {
      throw new IllegalStateException("closed, or iterated before");
    }
    entries = null;
    return once;
  }

  @Override
  public void close() {
    entries = null;
  }
}
