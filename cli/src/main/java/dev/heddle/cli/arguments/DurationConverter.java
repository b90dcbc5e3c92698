package dev.heddle.cli.arguments;

import dev.heddle.services.DurationText;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Durations on the command line, as [DurationText] has them.
public final class DurationConverter implements ITypeConverter<Duration> {
  public DurationConverter() {}

  @Override
  public Duration convert(String text) {
    try {
      return DurationText.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
