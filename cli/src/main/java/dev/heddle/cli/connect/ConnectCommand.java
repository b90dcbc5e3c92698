package dev.heddle.cli.connect;

import dev.heddle.Client;
import dev.heddle.Connection;
import dev.heddle.Engine;
import dev.heddle.cli.arguments.AddressConverter;
import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.cli.arguments.DurationConverter;
import dev.heddle.cli.arguments.Hosts;
import dev.heddle.cli.arguments.MessagesChoice;
import dev.heddle.cli.arguments.SendProxyChoice;
import dev.heddle.cli.arguments.TlsErrors;
import dev.heddle.cli.arguments.TrustOptions;
import dev.heddle.cli.terminal.StandardStreams;
import dev.heddle.net.HostPort;
import dev.heddle.net.ServerAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `heddle connect`: the other end, by hand, from a pipe, or many times over.
@Command(
    name = "connect",
    description = "Talks to a service: by hand, or from a pipe.",
    sortOptions = false,
    sortSynopsis = false)
public final class ConnectCommand implements Callable<Integer> {
  private static final Duration DEFAULT_PAUSE = Duration.ofSeconds(2);

  private final StandardStreams streams;

  @Parameters(
      paramLabel = "HOST:PORT",
      converter = AddressConverter.class,
      description = "Where to; :PORT is on this machine, unix:PATH a Unix domain socket.")
  ServerAddress target = new HostPort("localhost", 1);

  @Option(names = "--tls", description = "Connect over TLS.")
  boolean tls;

  @Mixin TrustOptions trust = new TrustOptions();

  @Option(
      names = "--send-proxy",
      paramLabel = "v1|v2",
      description =
          "Begin with a PROXY protocol header of this version, as a proxy does, with the"
              + " connection's own addresses: for a server with --proxy-protocol.")
  @Nullable SendProxyChoice sendProxy;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "With --numbers: how many clients, each on a thread of its own. Default: 1.")
  @Nullable Integer threads;

  @Option(
      names = "--numbers",
      description = "Send random numbers from 0 to 9 until Ctrl-C, and print the answers.")
  boolean numbers;

  @Option(
      names = "--pause",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "With --numbers: the longest pause after an answer. Default: 2s.")
  @Nullable Duration pause;

  @Option(
      names = "--messages",
      paramLabel = "lines|chunks",
      defaultValue = "lines",
      description =
          "With chunks, sends what is typed without a newline and shows what arrives together as"
              + " one message, for servers that take each recv() for one. Default:"
              + " ${DEFAULT-VALUE}.")
  MessagesChoice messages = MessagesChoice.lines;

  public ConnectCommand(StandardStreams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    int count = threads();
    Client.Builder settings = Client.builder().engine(Engine.threads()).tls(trust.tlsIf(tls));
    if (sendProxy != null) {
      settings.proxyProtocol(sendProxy::header);
    }
    try (Client client = settings.build()) {
      if (numbers) {
        var clients =
            new NumberClients(pause == null ? DEFAULT_PAUSE : pause, messages.framing(), streams);
        return clients.run(connect(client, count));
      }
      try (Connection connection = connect(client)) {
        if (streams.isScreen()) {
          return new Conversation(connection, messages.framing()).run();
        }
        return switch (messages) {
          case lines -> new BytePipe(connection, streams).run();
          case chunks -> new ChunkPipe(connection, streams).run();
        };
      } catch (IOException e) {
        throw CommandFailure.impossible(target + ": " + e.getMessage());
      }
    }
  }

  private int threads() throws CommandFailure {
    if (!numbers && (threads != null || pause != null)) {
      throw CommandFailure.usage(
          (threads != null ? "--threads" : "--pause") + " requires --numbers");
    }
    if (threads != null && threads < 1) {
      throw CommandFailure.usage("--threads must be 1 or more: " + threads);
    }
    return threads == null ? 1 : threads;
  }

  private List<Connection> connect(Client client, int count) throws CommandFailure {
    var connections = new ArrayList<Connection>();
    for (int i = 0; i < count; i++) {
      connections.add(connect(client));
    }
    return connections;
  }

  /// Tries each address that the host has: `localhost` may be two, with a service on one of them.
  private Connection connect(Client client) throws CommandFailure {
    String cause = "no address for " + target;
    for (SocketAddress address : addresses()) {
      try {
        return client.connect(address);
      } catch (IOException e) {
        String missing =
            address instanceof InetSocketAddress inet
                ? Hosts.missingInterface(inet.getAddress())
                : null;
        cause = TlsErrors.reason(e) + (missing == null ? "" : "; " + missing);
      }
    }
    throw CommandFailure.impossible("cannot connect: " + cause);
  }

  private List<SocketAddress> addresses() throws CommandFailure {
    try {
      return target.addresses();
    } catch (UnknownHostException e) {
      throw CommandFailure.impossible("cannot connect: " + e.getMessage());
    }
  }
}
