package dev.heddle.cli.arguments;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.List;
import picocli.CommandLine.ITypeConverter;

/// The server to connect to, as it is written on the command line: `HOST:PORT`, or `unix:PATH`.
/// Immutable.
public sealed interface ServerAddress permits HostPort, UnixPath {

  /// The addresses that it may have, in the order in which they are tried.
  ///
  /// @throws java.net.UnknownHostException if there is no such host
  List<? extends SocketAddress> addresses() throws IOException;

  /// For picocli.
  final class Converter implements ITypeConverter<ServerAddress> {
    Converter() {}

    @Override
    public ServerAddress convert(String text) {
      return text.startsWith(UnixPath.PREFIX) ? UnixPath.parse(text) : HostPort.parse(text);
    }
  }
}
