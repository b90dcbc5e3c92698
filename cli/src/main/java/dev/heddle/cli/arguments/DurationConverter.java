package dev.heddle.cli.arguments;

import dev.heddle.text.Durations;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Durations on the command line, as [Durations#parse] reads them.
public final class DurationConverter implements ITypeConverter<Duration> {
  public DurationConverter() {}

  @Override
  public Duration convert(String text) {
    try {
      return Durations.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
