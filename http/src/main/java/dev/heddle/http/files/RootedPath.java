package dev.heddle.http.files;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Predicate;

/// The file or folder that a request names, below the current root. Decides what is served and what
/// is not: files, their compressed siblings and the entries of listings alike. Immutable; touches
/// the file system.
///
/// @param root the folder behind all links
/// @param withheld whether nothing of a folder is served
record RootedPath(Path root, Predicate<Path> withheld, RequestPath path) {

  /// The file or folder that is named, links and all.
  Path named() {
    return root.resolve(String.join("/", path.segments()));
  }

  /// The file behind all links.
  ///
  /// @throws NoSuchFileException if it is not below the root, or withheld
  Path real(Path file) throws IOException {
    Path real = file.toRealPath();
    if (!real.startsWith(root) || isWithheld(real)) {
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

  /// Whether it is a folder that is withheld, or in one.
  private boolean isWithheld(Path real) {
    for (Path folder = real;
        folder != null && folder.startsWith(root);
        folder = folder.getParent()) {
      if (withheld.test(folder)) {
        return true;
      }
    }
    return false;
  }
}
