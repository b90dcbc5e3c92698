package dev.heddle.cli.sim;

import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.cli.terminal.StandardStreams;
import dev.heddle.services.FileErrors;
import dev.heddle.sim.Plan;
import dev.heddle.sim.Report;
import dev.heddle.text.Quantities;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Tells what has come of simulations, one after the other. Belongs to one command.
final class Outcome {
  private final StandardStreams streams;
  private final SimScreen screen;
  private final SeedOptions options;
  private final List<String> failed = new ArrayList<>();

  Outcome(StandardStreams streams, SimScreen screen, SeedOptions options) {
    this.streams = streams;
    this.screen = screen;
    this.options = options;
  }

  /// Tells what a signal has left undone.
  ///
  /// @return the exit code
  int finish() {
    screen.clear();
    streams.out().flush();
    if (screen.isOver()) {
      streams
          .err()
          .printf(
              "interrupted after %s seeds; failed: %s%n",
              Quantities.count(screen.seeds()),
              failed.isEmpty() ? "none" : String.join(", ", failed));
      return screen.stop().exitCode();
    }
    if (options.stopAt != null && !screen.hasHeld()) {
      streams.err().println("--stop-at " + options.stopAt + ": the run ended before this step");
      return CommandFailure.IMPOSSIBLE;
    }
    return failed.isEmpty() ? 0 : CommandFailure.IMPOSSIBLE;
  }

  /// @param what the arguments that run it again
  /// @param promise what should hold
  void tell(List<String> what, String promise, Report report) {
    dev.heddle.sim.Failure failure = report.failure();
    line(verdict(failure == null) + promise + ": " + report);
    if (failure != null) {
      line("");
      line(failure.cause().toString());
      line("");
      line(failure.story());
      line("");
      line(failure.plans("heddle sim " + command(what) + " --plan '", "'"));
      line("");
      if (failed.isEmpty()) {
        draw(failure);
        save(what, failure.shortest());
      }
      failed.add(command(what));
    }
  }

  /// The arguments as one would type them.
  static String command(List<String> what) {
    return what.stream()
        .map(word -> word.contains(" ") ? '"' + word + '"' : word)
        .collect(Collectors.joining(" "));
  }

  private String verdict(boolean holds) {
    if (!holds) {
      return "FAILED  ";
    }
    return screen.isOver() ? "ended   " : "ok      ";
  }

  void line(String text) {
    screen.clear();
    streams.out().println(text);
    streams.out().flush();
  }

  void lines(List<String> texts) {
    texts.forEach(this::line);
  }

  void failed(String name) {
    failed.add(name);
  }

  private void draw(dev.heddle.sim.Failure failure) {
    if (options.html == null) {
      return;
    }
    try {
      Files.writeString(options.html, failure.page());
    } catch (IOException e) {
      line("--html: cannot write " + options.html + ": " + FileErrors.reason(e));
      return;
    }
    line("drawing: " + options.html);
  }

  private void save(List<String> what, Plan plan) {
    if (options.save == null) {
      return;
    }
    try {
      new RecordedRun(what, plan.toString()).write(options.save);
    } catch (IOException e) {
      line("--save: cannot write " + options.save + ": " + FileErrors.reason(e));
      return;
    }
    line("saved: " + options.save);
  }
}
