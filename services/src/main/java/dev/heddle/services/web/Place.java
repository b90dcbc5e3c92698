package dev.heddle.services.web;

import dev.heddle.services.topics.DataFolder;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// What a request names, below the root as it is at the moment. Says what is served and what is
/// not: files, their compressed siblings and the entries of listings alike. Immutable; touches the
/// file system.
///
/// @param root the folder behind all links
record Place(Path root, RequestPath path) {

  /// The file or folder that is named, links and all.
  Path named() {
    return root.resolve(String.join("/", path.segments()));
  }

  /// The file behind all links.
  ///
  /// @throws NoSuchFileException if it is not below the root, or hidden
  Path real(Path file) throws IOException {
    Path real = file.toRealPath();
    if (!real.startsWith(root) || isHidden(real)) {
      throw new NoSuchFileException(file.toString());
    }
    return real;
  }

  boolean serves(Path file) throws IOException {
    try {
      return real(file).startsWith(root);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private boolean isHidden(Path real) {
    for (Path name : root.relativize(real)) {
      if (name.toString().startsWith(".") && !name.toString().startsWith("..")) {
        return true;
      }
    }
    return isData(real);
  }

  /// Whether it is where topics are kept, or in there.
  private boolean isData(Path real) {
    for (Path folder = real;
        folder != null && folder.startsWith(root);
        folder = folder.getParent()) {
      if (DataFolder.isOne(folder)) {
        return true;
      }
    }
    return false;
  }
}
