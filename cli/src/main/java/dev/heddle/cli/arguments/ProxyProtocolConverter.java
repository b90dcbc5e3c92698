package dev.heddle.cli.arguments;

import dev.heddle.ProxyProtocol;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// `required`, `required:10.0.0.0/8` or `optional:10.0.0.0/8,192.0.2.1`.
public final class ProxyProtocolConverter implements ITypeConverter<ProxyProtocol> {
  ProxyProtocolConverter() {}

  @Override
  public ProxyProtocol convert(String text) {
    int colon = text.indexOf(':');
    String kind = colon < 0 ? text : text.substring(0, colon);
    String[] ranges = colon < 0 ? new String[0] : text.substring(colon + 1).split(",", -1);
    try {
      return switch (kind) {
        case "required" ->
            colon < 0 ? ProxyProtocol.required() : ProxyProtocol.requiredFrom(ranges);
        case "optional" -> ProxyProtocol.optionalFrom(ranges);
        default ->
            throw new TypeConversionException(
                "'" + text + "' is not one of required, required:CIDR,… and optional:CIDR,…");
      };
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
