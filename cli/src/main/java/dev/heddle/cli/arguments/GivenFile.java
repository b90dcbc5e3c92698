package dev.heddle.cli.arguments;

import dev.heddle.services.FileErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Files that options name.
public final class GivenFile {
  private GivenFile() {}

  public static byte[] read(String option, Path file) throws CommandFailure {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw CommandFailure.usage(option + ": cannot read " + file + ": " + FileErrors.reason(e));
    }
  }

  /// Complains at once about a file that cannot be written, not when all is over. Leaves no file
  /// where there was none.
  ///
  /// @param file null for none
  public static void requireWritable(String option, @Nullable Path file) throws CommandFailure {
    if (file != null) {
      boolean isNew = Files.notExists(file);
      try {
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
        if (isNew) {
          Files.delete(file.toRealPath());
        }
      } catch (IOException e) {
        throw CommandFailure.usage(option + ": cannot write " + file + ": " + FileErrors.reason(e));
      }
    }
  }
}
