package dev.heddle.cli.arguments;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/// Reads what options of everyday types are given, and complains in plain words, where picocli
/// would use Java's: `'abc' is not a long`.
public final class EverydayTypes {
  private static final Pattern WHOLE_NUMBER = Pattern.compile("[+-]?[0-9]+");

  private EverydayTypes() {}

  /// For a command and the subcommands that it has by now.
  public static void teach(CommandLine command) {
    command.registerConverter(int.class, EverydayTypes::toInt);
    command.registerConverter(Integer.class, EverydayTypes::toInt);
    command.registerConverter(Long.class, EverydayTypes::toLong);
    command.registerConverter(boolean.class, EverydayTypes::toBoolean);
    command.registerConverter(Path.class, EverydayTypes::toPath);
  }

  private static int toInt(String text) {
    long number = toLong(text);
    if (number != (int) number) {
      throw tooLarge(text);
    }
    return (int) number;
  }

  private static long toLong(String text) {
    if (!WHOLE_NUMBER.matcher(text).matches()) {
      throw new TypeConversionException("'" + text + "' is not a whole number");
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw tooLarge(text);
    }
  }

  private static TypeConversionException tooLarge(String text) {
    return new TypeConversionException("'" + text + "' is too large a number");
  }

  private static boolean toBoolean(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new TypeConversionException("'" + text + "' is neither true nor false");
    };
  }

  private static Path toPath(String text) {
    if (text.isBlank()) {
      throw new TypeConversionException("'" + text + "' is not a file name");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) { // letters that the locale cannot write
      throw new TypeConversionException(
          "'" + text + "' is no file's name in this locale; LC_ALL=C.UTF-8 has all letters");
    }
  }
}
