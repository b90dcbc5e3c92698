package dev.heddle.services.topics;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Folders in which topics are kept bear a mark, so that nobody shows what is in them: a web
/// server's root may well be the folder that they are in. Thread-safe.
public final class DataFolder {
  private static final String MARK = ".heddle-data";

  private DataFolder() {}

  /// Makes the folder, if it is not there, and marks it.
  static void prepare(Path folder) throws IOException {
    Files.createDirectories(folder);
    try {
      Files.createFile(folder.resolve(MARK));
    } catch (FileAlreadyExistsException e) {
      // Marked before.
    }
  }

  /// Whether topics are kept here.
  public static boolean isOne(Path folder) {
    return Files.exists(folder.resolve(MARK));
  }
}
