package dev.heddle.cli.load;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A rate per second, as people write it: `500`, `50k`, `1.5M`, `1000/s`.
public record Rate(double perSecond) {
  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)([kM]?)(?:/s)?");

  static Rate parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (parts.matches()) {
      double factor =
          switch (parts.group(2)) {
            case "k" -> 1e3;
            case "M" -> 1e6;
            default -> 1;
          };
      double rate = Double.parseDouble(parts.group(1)) * factor;
      if (rate > 0 && rate <= 1e8) {
        return new Rate(rate);
      }
    }
    throw new TypeConversionException("'" + text + "' is not a rate; write 500, 50k or 1000/s");
  }

  /// For picocli.
  public static final class Converter implements ITypeConverter<Rate> {
    Converter() {}

    @Override
    public Rate convert(String text) {
      return parse(text);
    }
  }
}
