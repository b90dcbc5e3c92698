package dev.heddle.cli.load;

import dev.heddle.cli.arguments.Failure;
import dev.heddle.cli.arguments.SendProxyChoice;
import dev.heddle.cli.arguments.TrustOptions;
import dev.heddle.cli.terminal.Streams;
import dev.heddle.load.LoadFailedException;
import dev.heddle.load.Plan;
import dev.heddle.load.Target;
import dev.heddle.load.crew.Crew;
import dev.heddle.load.crew.Link;
import dev.heddle.load.crew.PlanForm;
import dev.heddle.load.crew.WorkloadForm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Whether a load is shared by several processes, and which.
public final class WorkerOptions {
  private static final int MOST = 1000;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description =
          "Share the load among this many processes of this machine, which are started for it: each"
              + " has its part of the connections and of the rate. Default: this process alone.")
  @Nullable Integer count;

  /// Whether there are to be workers.
  boolean isWanted() {
    return count != null;
  }

  /// Whether all of them are on this machine.
  boolean areHere() {
    return true;
  }

  /// @throws Failure if not each of them can have a connection for each of its loops
  void requireEnough(int threads, int connections) throws Failure {
    if (count == null) {
      return;
    }
    if (count < 1 || count > MOST) {
      throw Failure.usage("--workers must be from 1 to " + MOST + ": " + count);
    }
    if ((long) count * threads > connections) {
      throw Failure.usage(
          "--workers "
              + count
              + (threads == 1 ? "" : " with --threads " + threads + " each")
              + " are more than --connections "
              + connections);
    }
  }

  /// Starts the workers and gives each its part.
  ///
  /// @throws Failure if that is impossible
  Crew begin(Plan plan, @Nullable SendProxyChoice proxy, TrustOptions trust, Streams streams)
      throws Failure {
    boolean secure = plan.targets().stream().anyMatch(target -> target.tls() != null);
    var form =
        new PlanForm(
            plan.targets().stream().map(WorkerOptions::form).toList(),
            WorkloadForm.of(plan.workload()),
            secure ? trust.form() : null,
            proxy == null ? null : proxy.name(),
            plan.connections());
    var crew = new Crew(links(), notice -> say(notice, streams));
    try {
      crew.begin(form, plan.lanes(), plan.isPaced(), Worker.hello());
      return crew;
    } catch (LoadFailedException e) {
      crew.close();
      throw Failure.impossible(String.valueOf(e.getMessage()));
    }
  }

  private static PlanForm.TargetForm form(Target target) {
    return new PlanForm.TargetForm(target.name(), target.text());
  }

  /// On a screen, the report says it.
  private static void say(String notice, Streams streams) {
    if (!streams.isScreen()) {
      streams.err().println("heddle: " + notice);
    }
  }

  private List<Link> links() throws Failure {
    var links = new ArrayList<Link>();
    try {
      for (int i = 0; i < (count == null ? 0 : count); i++) {
        links.add(WorkerProcess.start());
      }
      return links;
    } catch (IOException e) {
      links.forEach(Link::close);
      throw Failure.impossible("cannot start a worker: " + e.getMessage());
    }
  }
}
