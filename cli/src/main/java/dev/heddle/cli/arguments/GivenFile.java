package dev.heddle.cli.arguments;

import dev.heddle.services.FileErrors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Files that options name.
public final class GivenFile {
  private static final int MOST_BYTES = 64 << 20;

  private GivenFile() {}

  /// All of a file, which may be a pipe.
  ///
  /// @throws CommandFailure if it cannot be read, or has no end in sight, as /dev/zero
  public static byte[] read(String option, Path file) throws CommandFailure {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(MOST_BYTES + 1);
      if (content.length > MOST_BYTES) {
        throw CommandFailure.usage(option + ": " + file + " has more than 64 MiB");
      }
      return content;
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
