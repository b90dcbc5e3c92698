package dev.heddle.cli.sim;

import dev.heddle.cli.terminal.StandardStreams;
import dev.heddle.cli.terminal.StopRequest;
import dev.heddle.sim.Step;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A world that stands still before a step: tells where it stands, and how to look at it.
/// Stateless.
final class HeldWorld {
  private static final Pattern ADDRESS = Pattern.compile("jdwp=.*\\baddress=(?:\\*:)?([^,]+)");
  private static final String WITH_DEBUGGER =
      "HEDDLE_JAVA_OPTS=-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,"
          + "address=127.0.0.1:5005,includevirtualthreads=y";

  private HeldWorld() {}

  /// Returns when Enter is pressed, or the input ends. A signal ends the process.
  static void tell(Step step, StandardStreams streams, StopRequest stop) {
    describe(step).forEach(streams.out()::println);
    streams.out().flush();
    var goesOn = new CompletableFuture<Boolean>();
    stop.whenMade(() -> goesOn.complete(false));
    Thread.ofPlatform().daemon().name("heddle-sim-enter").start(() -> awaitEnter(streams, goesOn));
    if (!goesOn.join()) {
      streams.err().println("interrupted before step " + step.number());
      Runtime.getRuntime().exit(stop.exitCode());
    }
  }

  private static List<String> describe(Step step) {
    long pid = ProcessHandle.current().pid();
    String address = debugger();
    return List.of(
        String.format(
            "the world is paused before step %d, %.6f virtual seconds after its beginning:",
            step.number(), step.at().toNanos() / 1e9),
        "  " + step.thread(),
        "       " + step.actions().getFirst(),
        "",
        "process " + pid + ":",
        "  heddle threads " + pid + " --owners   its threads, and what they wait for",
        address == null
            ? "  for a debugger, start it with " + WITH_DEBUGGER
            : "  jdb -attach " + address + "   or another debugger",
        "press Enter to continue, Ctrl-C to end");
  }

  /// Where a debugger can attach; null if the JVM was not started for one.
  private static @Nullable String debugger() {
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      Matcher address = ADDRESS.matcher(option);
      if (address.find()) {
        return address.group(1);
      }
    }
    return null;
  }

  private static void awaitEnter(StandardStreams streams, CompletableFuture<Boolean> goesOn) {
    try {
      for (int c = 0; c >= 0 && c != '\n'; ) {
        c = streams.in().read();
      }
    } catch (IOException e) {
      // Nobody types any more.
    }
    goesOn.complete(true);
  }
}
