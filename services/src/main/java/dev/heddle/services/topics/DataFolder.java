package dev.heddle.services.topics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Folders with topics bear a mark, so that their content is not served: they may lie below a web
/// server's root. Thread-safe.
public final class DataFolder {
  private static final String MARK = ".heddle-data";

  private DataFolder() {}

  /// Makes the folder, for its owner only, if it is not there, and marks it.
  public static void prepare(Path folder) throws IOException {
    PrivateFiles.prepareFolder(folder);
    PrivateFiles.prepareFile(folder.resolve(MARK));
  }

  /// Whether topics are kept here.
  public static boolean isOne(Path folder) {
    return Files.exists(folder.resolve(MARK));
  }
}
