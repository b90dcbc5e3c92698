package dev.heddle.cli.sim;

import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.cli.arguments.DurationConverter;
import dev.heddle.cli.arguments.GivenFile;
import dev.heddle.sim.Plan;
import dev.heddle.sim.Report;
import dev.heddle.sim.Simulation;
import dev.heddle.sim.Strategy;
import dev.heddle.sim.World;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which worlds to run. Belongs to one command.
final class SeedOptions {
  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "How many worlds of each kind. Default: 1000; for tests, their own number.")
  @Nullable Long count;

  @Option(
      names = "--from",
      paramLabel = "SEED",
      description = "The first seed; the others follow it. Default: 1; for tests, their own seed.")
  @Nullable Long first;

  @Option(
      names = "--budget",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "Begin no new world of a kind after this time, as in 30s.")
  @Nullable Duration budget;

  @Option(
      names = "--strategy",
      paramLabel = "NAME",
      description =
          "Which thread runs next: walk:N (a switch at one point in N) or pct:N (N orderings)."
              + " Default: several in turn.")
  @Nullable String strategy;

  @Option(
      names = "--plan",
      paramLabel = "PLAN",
      description = "Repeat the run whose plan a failure printed.")
  @Nullable String plan;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description =
          "Write a page that draws the first failure: which thread ran when, and what it did.")
  @Nullable Path html;

  @Option(
      names = "--save",
      paramLabel = "FILE",
      description = "Write the first failure to a file, for heddle sim replay FILE.")
  @Nullable Path save;

  @Option(
      names = "--stop-at",
      paramLabel = "N",
      description =
          "With replay or --plan: pause before step N until you press Enter, so that you can attach"
              + " a debugger or inspect the threads.")
  @Nullable Integer stopAt;

  /// Says in one sentence what is wrong with an option.
  void check() throws CommandFailure {
    if (count != null && count < 1) {
      throw CommandFailure.usage("--seeds must be at least 1: " + count);
    }
    if (budget != null && !budget.isPositive()) {
      throw CommandFailure.usage("--budget must be more than 0");
    }
    try {
      if (strategy != null) {
        Strategy.parse(strategy);
      }
      if (plan != null) {
        Plan.parse(plan);
      }
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
    if (stopAt != null && stopAt < 1) {
      throw CommandFailure.usage("--stop-at must be at least 1: " + stopAt);
    }
    if (stopAt != null && plan == null) {
      throw CommandFailure.usage("--stop-at requires --plan, or heddle sim replay FILE");
    }
    GivenFile.requireWritable("--html", html);
    GivenFile.requireWritable("--save", save);
  }

  /// A plan belongs to one kind of world.
  void requireOne(int kinds) throws CommandFailure {
    if (plan != null && kinds > 1) {
      throw CommandFailure.usage(
          "--plan is for one kind of world: name it, as in: heddle sim chat order --plan …");
    }
  }

  Report run(World.Body body, SimScreen screen) {
    Simulation simulation = Simulation.of(body);
    return run(count == null ? simulation : simulation.seeds(count), null, screen);
  }

  /// Runs what a test describes: the options come before what it says.
  ///
  /// @param own the plan that it says; null if it has none
  Report run(Simulation described, @Nullable Plan own, SimScreen screen) {
    Simulation simulation = described.observer(screen);
    if (first != null) {
      simulation = simulation.from(first);
    }
    if (strategy != null) {
      simulation = simulation.strategy(Strategy.parse(strategy));
    }
    if (budget != null) {
      simulation = simulation.budget(budget);
    }
    Plan chosen = plan == null ? own : Plan.parse(plan);
    if (chosen == null) {
      return simulation.run();
    }
    return stopAt == null
        ? simulation.replay(chosen)
        : simulation.replay(chosen, stopAt, screen::held);
  }
}
