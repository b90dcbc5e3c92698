package dev.heddle.cli.arguments;

import dev.heddle.net.ServerAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// For picocli: the server to connect to.
public final class AddressConverter implements ITypeConverter<ServerAddress> {
  AddressConverter() {}

  @Override
  public ServerAddress convert(String text) {
    try {
      return ServerAddress.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(
          "'"
              + text
              + "' is not an address: "
              + e.getMessage()
              + "; write 127.0.0.1:7001, [::1]:7001, localhost:7001, :7001 or unix:/path");
    }
  }
}
