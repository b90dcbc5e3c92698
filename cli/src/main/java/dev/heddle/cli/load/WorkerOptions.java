package dev.heddle.cli.load;

import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.cli.arguments.DurationConverter;
import dev.heddle.cli.arguments.SendProxyChoice;
import dev.heddle.cli.arguments.TrustOptions;
import dev.heddle.cli.terminal.StandardStreams;
import dev.heddle.cluster.LoadWorkers;
import dev.heddle.load.LoadFailedException;
import dev.heddle.load.Plan;
import dev.heddle.load.Target;
import dev.heddle.load.crew.Crew;
import dev.heddle.load.crew.CrewLink;
import dev.heddle.load.crew.PlanForm;
import dev.heddle.load.crew.WorkloadForm;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Whether a load is shared by several processes, and which.
public final class WorkerOptions {
  private static final int MOST = 1000;
  private static final Duration DEFAULT_PATIENCE = Duration.ofMinutes(1);

  @Option(
      names = "--workers",
      paramLabel = "N",
      description =
          "Share the load among this many processes, started on this machine unless there is"
              + " --cluster: each has its part of the connections and of the rate. Default: this"
              + " process alone.")
  @Nullable Integer count;

  @Option(
      names = "--cluster",
      paramLabel = "URL",
      split = ",",
      description =
          "Use workers that wait at these NATS servers, on any machine: heddle worker --cluster"
              + " URL.")
  List<String> cluster = List.of();

  @Option(
      names = "--worker-wait",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "How long to wait for the workers of a --cluster. Default: 60s.")
  @Nullable Duration patience;

  /// Whether there are to be workers.
  boolean isWanted() {
    return count != null;
  }

  /// Whether all of them are on this machine.
  boolean areHere() {
    return isWanted() && cluster.isEmpty();
  }

  /// @throws CommandFailure if not each of them can have a connection for each of its loops
  void requireEnough(int threads, int connections) throws CommandFailure {
    if (count == null) {
      if (!cluster.isEmpty()) {
        throw CommandFailure.usage("--cluster: give the number of workers, as in --workers 4");
      }
      if (patience != null) {
        throw CommandFailure.usage("--worker-wait requires --workers and --cluster");
      }
      return;
    }
    if (patience != null && cluster.isEmpty()) {
      throw CommandFailure.usage(
          "--worker-wait requires --cluster: other workers are started at once");
    }
    if (count < 1 || count > MOST) {
      throw CommandFailure.usage("--workers must be from 1 to " + MOST + ": " + count);
    }
    if ((long) count * threads > connections) {
      throw CommandFailure.usage(
          "--workers "
              + count
              + (threads == 1 ? "" : " with --threads " + threads + " each")
              + " are more than --connections "
              + connections);
    }
  }

  /// Connects to the NATS servers.
  ///
  /// @return null if there is no `--cluster`
  @Nullable LoadWorkers connect() throws CommandFailure {
    try {
      return cluster.isEmpty() ? null : LoadWorkers.connect(cluster);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("--cluster: " + e.getMessage());
    } catch (IOException e) {
      throw CommandFailure.impossible("--cluster: " + e.getMessage());
    }
  }

  /// Takes the workers and gives each its part.
  ///
  /// @param waiting where they wait; null if they are to be started
  /// @throws CommandFailure if that is impossible
  Crew begin(
      Plan plan,
      @Nullable LoadWorkers waiting,
      @Nullable SendProxyChoice proxy,
      TrustOptions trust,
      StandardStreams streams)
      throws CommandFailure {
    boolean secure = plan.targets().stream().anyMatch(target -> target.tls() != null);
    var form =
        new PlanForm(
            plan.targets().stream().map(WorkerOptions::form).toList(),
            WorkloadForm.of(plan.workload()),
            secure ? trust.form() : null,
            proxy == null ? null : proxy.name(),
            plan.connections());
    var crew = new Crew(links(waiting, streams), notice -> say(notice, streams));
    try {
      crew.begin(form, plan.lanes(), plan.isPaced(), WorkerEquipment.hello());
      return crew;
    } catch (LoadFailedException e) {
      crew.close();
      throw CommandFailure.impossible(String.valueOf(e.getMessage()));
    }
  }

  private static PlanForm.TargetForm form(Target target) {
    return new PlanForm.TargetForm(target.name(), target.text());
  }

  /// On a screen, the report says it.
  private static void say(String notice, StandardStreams streams) {
    if (!streams.isScreen()) {
      streams.err().println("heddle: " + notice);
    }
  }

  private List<CrewLink> links(@Nullable LoadWorkers waiting, StandardStreams streams)
      throws CommandFailure {
    int wanted = Objects.requireNonNull(count);
    if (waiting == null) {
      return started(wanted);
    }
    try {
      Duration longest = patience == null ? DEFAULT_PATIENCE : patience;
      return waiting.claim(wanted, longest, streams.err()::println);
    } catch (IOException e) {
      throw CommandFailure.impossible(String.valueOf(e.getMessage()));
    }
  }

  private static List<CrewLink> started(int wanted) throws CommandFailure {
    var links = new ArrayList<CrewLink>();
    try {
      for (int i = 0; i < wanted; i++) {
        links.add(WorkerProcess.start());
      }
      return links;
    } catch (IOException e) {
      links.forEach(CrewLink::close);
      throw CommandFailure.impossible("cannot start a worker: " + e.getMessage());
    }
  }
}
