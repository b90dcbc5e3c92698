package dev.heddle.cli.status;

import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.cli.terminal.StandardStreams;
import dev.heddle.cli.terminal.Table;
import dev.heddle.cluster.NatsCluster;
import dev.heddle.cluster.NodeView;
import dev.heddle.observe.Status;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `heddle ps`: what a running server is doing, once.
@Command(
    name = "ps",
    description = "Lists what a running server's services, loops and connections are doing.",
    sortOptions = false,
    sortSynopsis = false)
public final class PsCommand implements Callable<Integer> {
  private static final int MOST = 10_000;

  private final StandardStreams streams;

  @Mixin StatusTarget target = new StatusTarget();

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many connections to list, up to 10000. Default: ${DEFAULT-VALUE}.")
  int connections;

  @Option(
      names = "--cluster",
      paramLabel = "URL",
      split = ",",
      description =
          "Instead, list the nodes that share services on these NATS servers, and how many members"
              + " each has.")
  List<String> cluster = List.of();

  public PsCommand(StandardStreams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws CommandFailure {
    if (connections < 0 || connections > MOST) {
      throw CommandFailure.usage("--connections must be from 0 to " + MOST + ": " + connections);
    }
    if (!cluster.isEmpty()) {
      return nodes();
    }
    Status status = target.client().status(target.order, connections);
    PrintStream out = streams.out();
    out.println(StatusText.headline(status));
    StatusText.findings(status).forEach(out::println);
    print(StatusText.services(status.services()));
    print(StatusText.loops(status));
    if (connections > 0 && status.open() > 0) {
      print(StatusText.connections(status));
    }
    if (connections > 0 && status.open() > status.connections().size()) {
      long more = status.open() - status.connections().size();
      out.println("and " + more + " more; --connections lists more of them");
    }
    out.flush();
    return 0;
  }

  private int nodes() throws CommandFailure {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("service", "node", "machine, process", "members"));
    try (var connection = NatsCluster.connect(cluster)) {
      for (NodeView node : connection.nodes()) {
        rows.add(
            List.of(
                node.service(), node.node(), node.description(), Integer.toString(node.held())));
      }
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("--cluster: " + e.getMessage());
    } catch (IOException e) {
      throw CommandFailure.impossible("--cluster: " + e.getMessage());
    }
    Table.print(rows, streams.wantsColours(), streams.out());
    streams.out().flush();
    return 0;
  }

  private void print(List<List<String>> rows) {
    if (!rows.isEmpty()) {
      streams.out().println();
      Table.print(rows, streams.wantsColours(), streams.out());
    }
  }
}
