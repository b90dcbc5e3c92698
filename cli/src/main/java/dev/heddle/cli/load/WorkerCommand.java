package dev.heddle.cli.load;

import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.cli.terminal.EndSignal;
import dev.heddle.cli.terminal.Log;
import dev.heddle.cli.terminal.LogLevel;
import dev.heddle.cli.terminal.StandardStreams;
import dev.heddle.cli.terminal.StopRequest;
import dev.heddle.cluster.ServerUrls;
import dev.heddle.cluster.WaitingWorker;
import dev.heddle.load.crew.CrewLink;
import dev.heddle.load.crew.WorkerSession;
import dev.heddle.text.PlainText;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `heddle worker`: a process that generates parts of loads.
@Command(
    name = "worker",
    description =
        "Waits at NATS servers for loads, one after another, and generates a part of each: heddle"
            + " load --cluster URL --workers N.",
    sortOptions = false)
public final class WorkerCommand implements Callable<Integer> {
  private final StandardStreams streams;

  @Option(
      names = "--cluster",
      paramLabel = "URL",
      split = ",",
      description = "The NATS servers, such as nats://127.0.0.1:4222. JetStream is not needed.")
  List<String> cluster = List.of();

  @Option(
      names = "--allow-remote",
      description =
          "Load other machines than this one, too: any program that can reach the NATS servers can"
              + " then request it. You need permission to load them.")
  boolean allowRemote;

  @Option(names = WorkerProcess.CHILD, hidden = true, description = "Started by heddle load.")
  boolean child;

  public WorkerCommand(StandardStreams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws CommandFailure {
    Log.show(LogLevel.warning, streams.err());
    if (child) {
      return serveParent();
    }
    if (cluster.isEmpty()) {
      throw CommandFailure.usage(
          "--cluster is missing, as in --cluster nats://127.0.0.1:4222; heddle load --workers"
              + " starts workers of this machine by itself");
    }
    try (var waiting = WaitingWorker.connect(cluster, WorkerEquipment.hello())) {
      return serve(waiting);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("--cluster: " + e.getMessage());
    } catch (IOException e) {
      throw CommandFailure.impossible("--cluster: " + e.getMessage());
    }
  }

  private int serve(WaitingWorker waiting) throws IOException {
    var current = new AtomicReference<@Nullable CrewLink>();
    var stop = new StopRequest(streams.err());
    stop.whenMade(() -> {
      CrewLink link = current.get();
      if (link != null) {
        link.close();
      }
      waiting.close();
    });
    stop.listen();
    say("waiting for loads at " + ServerUrls.shown(cluster));
    for (CrewLink link; (link = waiting.next()) != null; ) {
      current.set(link);
      say("a load has begun");
      String failure;
      try (var worker = new WorkerEquipment(allowRemote)) {
        failure = new WorkerSession(link, WorkerEquipment.hello(), worker).run();
      }
      current.set(null);
      say(failure == null ? "it is over" : "it is over for this worker: " + failure);
    }
    return 0;
  }

  private void say(String line) {
    streams.out().println(PlainText.visible(line));
    streams.out().flush();
  }

  private int serveParent() {
    EndSignal.onEach(WorkerCommand::signalled);
    try (var worker = new WorkerEquipment(true)) {
      new WorkerSession(new ParentLink(streams, worker), WorkerEquipment.hello(), worker).run();
    }
    return 0;
  }

  /// Ctrl-C reaches all processes of the terminal; the parent shuts its workers down gracefully.
  private static void signalled(EndSignal signal) {
    if (signal == EndSignal.TERM) {
      Runtime.getRuntime().halt(signal.exitCode());
    }
  }
}
