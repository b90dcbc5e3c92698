package dev.heddle.cli.status;

import dev.heddle.cli.arguments.AddressConverter;
import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.cli.arguments.StatusToken;
import dev.heddle.net.HostPort;
import dev.heddle.net.ServerAddress;
import dev.heddle.observe.ConnectionOrder;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// Which status page to ask, and for what: the options that `ps` and `top` have in common.
final class StatusTarget {
  @Option(
      names = "--status",
      paramLabel = "HOST:PORT",
      converter = AddressConverter.class,
      defaultValue = "127.0.0.1:7070",
      description =
          "The status page to ask; :PORT is on this machine, unix:PATH a Unix domain socket. Default:"
              + " ${DEFAULT-VALUE}.")
  ServerAddress target = new HostPort("127.0.0.1", 7070);

  @Option(
      names = "--status-token",
      paramLabel = "TOKEN",
      description = "The server's token; or set HEDDLE_STATUS_TOKEN.")
  @Nullable String token;

  @Option(
      names = "--order",
      paramLabel = "ORDER",
      converter = Orders.class,
      completionCandidates = Orders.class,
      defaultValue = "busy",
      description =
          "Which connections to list first: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  ConnectionOrder order = ConnectionOrder.BUSY;

  StatusClient client() throws CommandFailure {
    return new StatusClient(target, StatusToken.of(token));
  }

  /// For picocli.
  static final class Orders implements ITypeConverter<ConnectionOrder>, Iterable<String> {
    Orders() {}

    @Override
    public ConnectionOrder convert(String text) {
      try {
        return ConnectionOrder.of(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }

    @Override
    public java.util.Iterator<String> iterator() {
      List<String> names =
          Stream.of(ConnectionOrder.values())
              .map(order -> order.name().toLowerCase(Locale.ROOT))
              .toList();
      return names.iterator();
    }
  }
}
