package dev.heddle.cli.arguments;

import dev.heddle.net.Addresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Where to connect to: `127.0.0.1:7001`, `[::1]:7001`, `localhost:7001`, or `:7001` on this
/// machine.
///
/// @param host a name or an address without brackets
/// @param port from 1 to 65535
public record HostPort(String host, int port) implements ServerAddress {
  private static final Pattern FORM =
      Pattern.compile(
          "(\\[(?<address>[0-9A-Fa-f:.]+(%[\\w.-]+)?)]|(?<name>[\\p{L}\\p{N}_.-]*)):(?<port>[0-9]{1,5})");

  /// All addresses of the host, in the order in which the system would try them.
  @Override
  public List<InetSocketAddress> addresses() throws UnknownHostException {
    return Arrays.stream(InetAddress.getAllByName(host))
        .map(address -> new InetSocketAddress(address, port))
        .toList();
  }

  @Override
  public String toString() {
    return Addresses.text(host, port);
  }

  static HostPort parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw notOne(text);
    }
    int port = Integer.parseInt(parts.group("port"));
    if (port < 1 || port > 65_535) {
      throw notOne(text);
    }
    String address = parts.group("address");
    String name = parts.group("name");
    return new HostPort(address != null ? address : name.isEmpty() ? "localhost" : name, port);
  }

  private static TypeConversionException notOne(String text) {
    return new TypeConversionException(
        "'"
            + text
            + "' is not HOST:PORT; write 127.0.0.1:7001, [::1]:7001, localhost:7001 or :7001");
  }

  /// For picocli.
  public static final class Converter implements ITypeConverter<HostPort> {
    Converter() {}

    @Override
    public HostPort convert(String text) {
      return parse(text);
    }
  }
}
