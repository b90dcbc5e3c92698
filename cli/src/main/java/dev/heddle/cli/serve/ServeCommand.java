package dev.heddle.cli.serve;

import dev.heddle.Engine;
import dev.heddle.LoopPoller;
import dev.heddle.ProxyProtocol;
import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.cli.arguments.DurationConverter;
import dev.heddle.cli.arguments.EngineChoice;
import dev.heddle.cli.arguments.Hosts;
import dev.heddle.cli.arguments.PollerChoice;
import dev.heddle.cli.arguments.ProxyProtocolConverter;
import dev.heddle.cli.arguments.ServiceNames;
import dev.heddle.cli.terminal.Log;
import dev.heddle.cli.terminal.LogLevel;
import dev.heddle.cli.terminal.StandardStreams;
import dev.heddle.cluster.NatsCluster;
import dev.heddle.services.Option;
import dev.heddle.services.Options;
import dev.heddle.services.Pages;
import dev.heddle.services.Service;
import dev.heddle.services.Services;
import java.io.IOException;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `heddle serve`: what may be asked of it.
@Command(
    name = "serve",
    description = {
      "Runs services: the named ones, as in chat:6667 web:8080 echo:0, or all.",
      "If chat and web both run, web shows the chat at /chat."
    },
    sortOptions = false,
    sortSynopsis = false,
    abbreviateSynopsis = true)
public final class ServeCommand implements Callable<Integer> {
  private static final int MOST_LOOPS = 1024;

  private final StandardStreams streams;

  @Spec CommandSpec spec = CommandSpec.create(); // replaced by that of this command

  @Parameters(
      paramLabel = "SERVICE[:PORT]",
      completionCandidates = ServiceNames.class,
      description =
          "Services to run, each on its default port or on PORT (0: any free port); or on a Unix"
              + " domain socket, as in chat:unix:/run/chat.")
  List<String> names = List.of();

  @CommandLine.Option(
      names = "--engine",
      paramLabel = "ENGINE",
      defaultValue = "virtual",
      description = "The concurrency model: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  EngineChoice engine = EngineChoice.virtual;

  @CommandLine.Option(
      names = "--loops",
      paramLabel = "N",
      description = "How many loops the loops engine has. Default: one per processor.")
  @Nullable Integer loops;

  @CommandLine.Option(
      names = "--poller",
      paramLabel = "POLLER",
      description =
          "What the loops wait on: ${COMPLETION-CANDIDATES}. Default: auto, the best available.")
  @Nullable PollerChoice poller;

  @CommandLine.Option(
      names = "--busy-poll",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description =
          "Spin this long before sleeping: lower latency, at the cost of one CPU per loop. "
              + "Default: 0s.")
  @Nullable Duration busyPoll;

  @CommandLine.Option(
      names = "--host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description = "Where to listen; 0.0.0.0 or :: for everywhere. Default: ${DEFAULT-VALUE}.")
  String host = "";

  @CommandLine.Option(
      names = "--port",
      paramLabel = "PORT",
      description =
          "The port of the one service that is named without a port; 0: a free port for each such"
              + " service.")
  @Nullable Integer port;

  @CommandLine.Option(
      names = "--socket-mode",
      paramLabel = "MODE",
      description =
          "Who may connect to Unix domain sockets, as an octal mode: 0660. Default: as the umask"
              + " says.")
  @Nullable String socketMode;

  @CommandLine.Option(
      names = "--idle-timeout",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description =
          "Close connections on which nothing moves for this long; 0 turns it off. Default: 30s, or"
              + " 1h for conversations.")
  @Nullable Duration idleTimeout;

  @CommandLine.Option(
      names = "--max-connections",
      paramLabel = "N",
      description =
          "How many connections a service has at once; others wait, or, if it is web, take the"
              + " places of idle ones. Default: no bound.")
  @Nullable Integer maxConnections;

  @CommandLine.Mixin LimitOptions limits = new LimitOptions();

  @CommandLine.Mixin TlsOptions tls = new TlsOptions();

  @CommandLine.Option(
      names = "--proxy-protocol",
      paramLabel = "required|optional[:CIDR,…]",
      converter = ProxyProtocolConverter.class,
      description =
          "The services' clients are proxies that name the real client in a PROXY protocol header"
              + " (version 1 or 2): required of all, required of those at CIDR (others are closed),"
              + " or optional from those at CIDR. UDP and the status page take none. Default: no"
              + " headers.")
  @Nullable ProxyProtocol proxyProtocol;

  @CommandLine.Option(
      names = "--drain",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      defaultValue = "10s",
      description = "How long connections may take to end after Ctrl-C. Default: ${DEFAULT-VALUE}.")
  Duration drain = Duration.ZERO;

  @CommandLine.Option(
      names = "--drain-delay",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      defaultValue = "0s",
      description =
          "After a signal to end, continue to serve for this long while /readyz is 503, so that"
              + " load balancers send new clients elsewhere; then drain. Default:"
              + " ${DEFAULT-VALUE}.")
  Duration drainDelay = Duration.ZERO;

  @CommandLine.Option(
      names = "--stats",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "Print a line of statistics this often.")
  @Nullable Duration stats;

  @CommandLine.Mixin StatusOptions status = new StatusOptions();

  @CommandLine.Option(
      names = "--slow",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      defaultValue = "5s",
      description =
          "Log handlers that run this long without reading or writing. Default: ${DEFAULT-VALUE}.")
  Duration slow = Duration.ZERO;

  @CommandLine.Option(
      names = "--log",
      paramLabel = "LEVEL",
      defaultValue = "info",
      description = "The log on stderr: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  LogLevel log = LogLevel.info;

  private ServeCommand(StandardStreams streams) {
    this.streams = streams;
  }

  /// The command, with the options of every service.
  public static CommandLine commandLine(StandardStreams streams) {
    var command = new CommandLine(new ServeCommand(streams));
    List<String> sections = new ArrayList<>(command.getHelpSectionKeys());
    sections.add(sections.indexOf(UsageMessageSpec.SECTION_KEY_PARAMETER_LIST_HEADING), "services");
    command.setHelpSectionKeys(sections);
    command.getHelpSectionMap().put("services", _ -> ServiceHelp.list());
    optionsOfServices()
        .forEach(
            (option, services) -> command.getCommandSpec().addOption(optionOf(option, services)));
    return command;
  }

  private static Map<Option, List<Service>> optionsOfServices() {
    Map<Option, List<Service>> options = new LinkedHashMap<>();
    for (Service service : Services.all()) {
      for (Option option : service.options()) {
        options.computeIfAbsent(option, _ -> new ArrayList<>()).add(service);
      }
    }
    return options;
  }

  private static OptionSpec optionOf(Option option, List<Service> services) {
    boolean choice = option.kind() == Option.Kind.CHOICE;
    return OptionSpec.builder("--" + option.name())
        .type(type(option.kind()))
        .splitRegex(option.kind() == Option.Kind.HOSTS ? "," : "")
        .paramLabel(choice ? String.join("|", option.allowed()) : option.kind().label())
        .completionCandidates(option.allowed())
        .description(
            "Of " + named(services) + ": " + option.description() + defaultOf(option) + '.')
        .build();
  }

  private static Class<?> type(Option.Kind kind) {
    return switch (kind) {
      case FLAG -> boolean.class;
      case HOSTS -> String[].class;
      default -> String.class;
    };
  }

  private static String defaultOf(Option option) {
    return switch (option.kind()) {
      case FLAG, TEXT, CHOICE, HOSTS -> "";
      default ->
          option.defaultValue().isEmpty() ? "" : ". Default: " + inWords(option.defaultValue());
    };
  }

  /// With the full stop behind it, a plain dot would be the folder above.
  private static String inWords(String value) {
    return value.equals(".") ? "the current one" : value;
  }

  private static String named(List<Service> services) {
    return String.join(", ", services.stream().map(Service::name).toList());
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    Log.show(log, streams.err());
    List<Placement> placements = Placement.of(names, port);
    List<Service> services = placements.stream().map(Placement::service).toList();
    Options options = options(services);
    try (NatsCluster cluster = cluster(Services.clusterServers(options))) {
      return run(placements, options.withCluster(cluster), cluster);
    }
  }

  private static @Nullable NatsCluster cluster(List<String> servers) throws CommandFailure {
    try {
      return servers.isEmpty() ? null : NatsCluster.connect(servers);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("--cluster: " + e.getMessage());
    } catch (IOException e) {
      throw CommandFailure.impossible("--cluster: " + e.getMessage());
    }
  }

  private int run(List<Placement> placements, Options options, @Nullable NatsCluster cluster)
      throws CommandFailure, InterruptedException {
    GivenDescriptors given = GivenDescriptors.of(System.getenv());
    var binding =
        new Binding(
            engine(),
            Hosts.listening("--host", host),
            idleTimeout,
            maxConnections(),
            limits,
            proxyProtocol,
            socketMode(placements),
            given,
            tls.tls(),
            options);
    if (slow.isZero()) {
      throw CommandFailure.usage("--slow must be more than zero");
    }
    StatusPage page = status.page(given, binding.socketMode(), slow);
    requireFileOfItsOwn(page, placements);
    boolean named = !names.isEmpty();
    return new RunningServices(
            binding,
            host,
            new Farewell(drainDelay, drain),
            stats(),
            page.showing(ClusterNodes.of(cluster)),
            streams,
            named)
        .run(placements);
  }

  private static void requireFileOfItsOwn(StatusPage page, List<Placement> placements)
      throws CommandFailure {
    for (Placement each : placements) {
      if (page.file() != null && page.file().equals(each.path())) {
        throw CommandFailure.usage(
            each.service() + " and the status page cannot both have unix:" + each.path());
      }
    }
  }

  private Engine engine() throws CommandFailure {
    requireLoops("--loops", loops);
    requireLoops("--poller", poller);
    requireLoops("--busy-poll", busyPoll);
    if (loops != null && (loops < 1 || loops > MOST_LOOPS)) {
      throw CommandFailure.usage("--loops must be from 1 to " + MOST_LOOPS + ": " + loops);
    }
    try {
      return engine.engine(
          loops == null ? 0 : loops,
          poller == null ? LoopPoller.AUTO : poller.poller(),
          busyPoll == null ? Duration.ZERO : busyPoll);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("--busy-poll: " + e.getMessage());
    }
  }

  private void requireLoops(String option, @Nullable Object value) throws CommandFailure {
    if (value != null && engine != EngineChoice.loops) {
      throw CommandFailure.usage(option + " requires --engine loops, not " + engine);
    }
  }

  private @Nullable Set<PosixFilePermission> socketMode(List<Placement> placements)
      throws CommandFailure {
    if (socketMode == null) {
      return null;
    }
    if (!status.isOnUnixSocket()
        && placements.stream().allMatch(placement -> placement.path() == null)) {
      throw CommandFailure.usage("--socket-mode requires a service or --status-port on unix:PATH");
    }
    return ListenAddress.permissions(socketMode);
  }

  private @Nullable Duration stats() throws CommandFailure {
    if (stats != null && stats.isZero()) {
      throw CommandFailure.usage("--stats must be more than zero; without it, nothing is printed");
    }
    return stats;
  }

  private @Nullable Integer maxConnections() throws CommandFailure {
    if (maxConnections != null && maxConnections < 1) {
      throw CommandFailure.usage("--max-connections must be 1 or more: " + maxConnections);
    }
    return maxConnections;
  }

  private Options options(List<Service> services) throws CommandFailure {
    Options options = Options.DEFAULTS.withPages(new Pages());
    for (var entry : optionsOfServices().entrySet()) {
      Option option = entry.getKey();
      String name = "--" + option.name();
      Object value = spec.commandLine().getParseResult().matchedOptionValue(name, null);
      if (value == null) {
        continue;
      }
      if (entry.getValue().stream().noneMatch(services::contains)) {
        throw CommandFailure.usage(
            name
                + " is an option of "
                + named(entry.getValue())
                + ", which is not among the services");
      }
      options =
          with(
              options,
              option,
              value instanceof String[] several ? String.join(",", several) : value.toString());
    }
    return options;
  }

  private static Options with(Options options, Option option, String value) throws CommandFailure {
    try {
      return options.with(option, value);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("--" + option.name() + ": " + e.getMessage());
    }
  }
}
