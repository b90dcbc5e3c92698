package dev.heddle.cli.sim;

import dev.heddle.cli.arguments.Failure;
import dev.heddle.cli.terminal.Streams;
import dev.heddle.services.FileErrors;
import dev.heddle.sim.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/// Tells what has come of simulations, one after the other. Belongs to one command.
final class Outcome {
  private final Streams streams;
  private final SeedOptions options;
  private boolean failed;

  Outcome(Streams streams, SeedOptions options) {
    this.streams = streams;
    this.options = options;
  }

  int exitCode() {
    return failed ? Failure.IMPOSSIBLE : 0;
  }

  /// @param command what follows `heddle sim` to run it again
  /// @param promise what should hold
  void tell(String command, String promise, Report report) throws Failure {
    dev.heddle.sim.Failure failure = report.failure();
    line((failure == null ? "ok      " : "FAILED  ") + promise + ": " + report);
    if (failure != null) {
      line("");
      line(failure.cause().toString());
      line("");
      line(failure.story());
      line("");
      line(failure.plans("heddle sim " + command + " --plan '", "'"));
      line("");
      draw(failure);
      failed = true;
    }
  }

  void line(String text) {
    streams.out().println(text);
    streams.out().flush();
  }

  void lines(List<String> texts) {
    texts.forEach(this::line);
  }

  void failed() {
    failed = true;
  }

  private void draw(dev.heddle.sim.Failure failure) throws Failure {
    if (options.html == null || failed) { // the first one only
      return;
    }
    try {
      Files.writeString(options.html, failure.page());
    } catch (IOException e) {
      throw Failure.impossible(
          "--html: cannot write " + options.html + ": " + FileErrors.reason(e));
    }
    line("drawing: " + options.html);
  }
}
