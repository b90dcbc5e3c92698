package dev.heddle.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Where to connect to: `127.0.0.1:7001`, `[::1]:7001`, `localhost:7001`, or `:7001` on this
/// machine.
///
/// @param host a name or an address without brackets
/// @param port from 1 to 65535
record HostPort(String host, int port) {

  /// All addresses of the host, in the order in which the system would try them.
  List<InetAddress> addresses() throws UnknownHostException {
    return List.of(InetAddress.getAllByName(host));
  }

  @Override
  public String toString() {
    return Hosts.text(host, Integer.toString(port));
  }

  static HostPort parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw notOne(text);
    }
    return new HostPort(
        host(text, text.substring(0, colon)), port(text, text.substring(colon + 1)));
  }

  private static String host(String text, String host) {
    if (host.isEmpty()) {
      return "localhost";
    }
    if (host.startsWith("[") && host.endsWith("]") && host.length() > 2) {
      return host.substring(1, host.length() - 1);
    }
    if (host.indexOf(':') >= 0 || host.indexOf('[') >= 0) {
      throw notOne(text);
    }
    return host;
  }

  private static int port(String text, String port) {
    try {
      int number = Integer.parseInt(port);
      if (number >= 1 && number <= 65_535) {
        return number;
      }
    } catch (NumberFormatException e) {
      // As below.
    }
    throw notOne(text);
  }

  private static TypeConversionException notOne(String text) {
    return new TypeConversionException(
        "'"
            + text
            + "' is not HOST:PORT; write 127.0.0.1:7001, [::1]:7001, localhost:7001 or :7001");
  }

  /// For picocli.
  static final class Converter implements ITypeConverter<HostPort> {
    Converter() {}

    @Override
    public HostPort convert(String text) {
      return parse(text);
    }
  }
}
