package dev.heddle.services;

import dev.heddle.services.lines.Operators;
import dev.heddle.text.Utf8;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The password that makes a client an operator. From a file or the environment, because all users
/// of the machine can read the command line.
final class OperatorPassword {
  static final Option OPTION =
      Option.path(
          "oper-password-file",
          "",
          "the file with the operators' password; else HEDDLE_OPER_PASSWORD has it");

  private static final int MOST_BYTES = 64 * 1024;
  private static final String VARIABLE = "HEDDLE_OPER_PASSWORD";

  private OperatorPassword() {}

  /// @throws IllegalArgumentException if there is a file, but no password in it
  static Operators operators(Options options) {
    return operators(options.get(OPTION), System.getenv(VARIABLE));
  }

  static Operators operators(String file, @Nullable String variable) {
    if (!file.isEmpty()) {
      return Operators.withPassword(firstLine(Path.of(file)));
    }
    return variable == null ? Operators.NONE : Operators.withPassword(variable);
  }

  private static String firstLine(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(MOST_BYTES + 1); // it may have no end, as /dev/zero
      if (content.length > MOST_BYTES) {
        throw new IllegalArgumentException(
            OPTION.name() + ": " + file + " has more than " + MOST_BYTES + " bytes");
      }
      String text = Utf8.decode(content, 0, content.length);
      return text.lines().findFirst().orElse("").strip();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          OPTION.name() + ": cannot read " + file + ": " + FileErrors.reason(e), e);
    }
  }
}
