package dev.heddle.cli.threads;

import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.cli.arguments.DurationConverter;
import dev.heddle.cli.arguments.GivenFile;
import dev.heddle.cli.terminal.StandardStreams;
import dev.heddle.eyes.Depth;
import dev.heddle.eyes.JvmTarget;
import dev.heddle.eyes.LookException;
import dev.heddle.eyes.Report;
import dev.heddle.eyes.Watcher;
import dev.heddle.services.FileErrors;
import dev.heddle.text.Durations;
import dev.heddle.text.PlainText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `heddle threads`: which thread waits for which in a running JVM.
@Command(
    name = "threads",
    description = {
      "Shows what the threads of any running JVM (JDK 17 or newer) do, and which wait for each"
          + " other.",
      "Exits with 1 if it finds threads that wait for ever, with 0 if not, and with 2 if it cannot"
          + " inspect the JVM."
    },
    sortOptions = false,
    sortSynopsis = false)
public final class ThreadsCommand implements Callable<Integer> {
  private static final int WAITS_FOR_EVER = 1;
  private static final int MEBIBYTE = 1 << 20;

  private final StandardStreams streams;

  @Parameters(
      paramLabel = "PID|NAME",
      description = "The process id, or a part of the main class, jar or arguments.")
  String target = "";

  @Option(
      names = "--owners",
      description = {
        "Load a small agent into the JVM, which names owners of locks and sees all virtual"
            + " threads.",
        "Without it, only the JVM's own thread dump is used."
      })
  boolean owners;

  @Option(
      names = "--ends",
      description = {
        "Take a heap dump, and find the waits that nothing can end, such as those for a"
            + " future that nobody can complete.",
        "Stops the JVM for seconds."
      })
  boolean ends;

  @Option(
      names = "--apart",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      defaultValue = "1s",
      description = {
        "Time between two samples: what both show is stuck, not busy.",
        "Default: ${DEFAULT-VALUE}."
      })
  Duration apart = Duration.ofSeconds(1);

  @Option(
      names = "--memory",
      paramLabel = "MIB",
      defaultValue = "16",
      description = {
        "With --owners: how many MiB a sample may allocate in the JVM; bounds how many stacks"
            + " of virtual threads it reads.",
        "Default: ${DEFAULT-VALUE}."
      })
  int memory = 16;

  @Option(
      names = "--watch",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "Sample again after this time, until stopped, and print only what has changed.")
  @Nullable Duration watch;

  @Option(names = "--stacks", description = "Print whole stacks, not only the program's own lines.")
  boolean stacks;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Also write a page with a picture of which thread waits for which.")
  @Nullable Path html;

  @Option(names = "--json", description = "Print JSON; with --watch, one object per line.")
  boolean json;

  public ThreadsCommand(StandardStreams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    check();
    Depth depth = owners ? Depth.OWNERS : Depth.DUMP;
    try {
      JvmTarget jvm = JvmTarget.find(target);
      tell("takes two samples by " + depth.cost());
      try (Watcher watcher = Watcher.of(jvm, depth, (long) memory * MEBIBYTE)) {
        if (ends) {
          tell("and by " + watcher.costOfEnds());
        }
        return watch == null ? once(watcher) : watch(jvm, watcher, watch);
      }
    } catch (LookException e) {
      throw CommandFailure.usage(PlainText.visible(String.valueOf(e.getMessage())));
    }
  }

  private void tell(String cost) {
    streams.err().println("heddle threads: " + cost);
    streams.err().flush();
  }

  private void check() throws CommandFailure {
    if (ends && watch != null) {
      throw CommandFailure.usage("--ends samples once: it cannot be combined with --watch");
    }
    if (html != null && watch != null) {
      throw CommandFailure.usage("--html shows one report: it cannot be combined with --watch");
    }
    GivenFile.requireWritable("--html", html);
    if (memory < 1 || memory > 1024) {
      throw CommandFailure.usage("--memory must be from 1 to 1024 MiB: " + memory);
    }
    if (apart.isZero()) {
      throw CommandFailure.usage("--apart must be more than zero");
    }
    if (watch != null && watch.compareTo(apart) < 0) {
      throw CommandFailure.usage(
          "--watch must be at least as long as --apart: " + Durations.text(watch));
    }
  }

  private int once(Watcher watcher) throws LookException, InterruptedException, CommandFailure {
    Report report = ends ? watcher.lookForEnds(apart) : watcher.look(apart);
    print(json ? ReportJson.text(report) : new ReportText(stacks).all(report));
    if (html != null) {
      write(html, ReportHtml.of(report));
    }
    return report.neverEnds() ? WAITS_FOR_EVER : 0;
  }

  private static void write(Path file, String page) throws CommandFailure {
    try {
      Files.writeString(file, page);
    } catch (IOException e) {
      // Not exit code 1, which says that threads wait for ever.
      throw CommandFailure.usage("cannot write " + file + ": " + FileErrors.reason(e));
    }
  }

  private void print(String text) {
    streams.out().print(text);
    streams.out().flush();
  }

  /// Ends when the process does, or when nobody reads the output any more.
  private int watch(JvmTarget jvm, Watcher watcher, Duration every)
      throws LookException, InterruptedException {
    var changes = new Changes(new ReportText(stacks));
    boolean waitsForEver = false;
    while (ProcessHandle.of(jvm.pid()).isPresent() && !streams.out().checkError()) {
      Report report;
      try {
        report = watcher.look(apart);
      } catch (LookException e) {
        if (ProcessHandle.of(jvm.pid()).isPresent()) {
          throw e;
        }
        break; // it has ended meanwhile
      }
      waitsForEver |= report.neverEnds();
      print(json ? ReportJson.line(report) : changes.since(report));
      Thread.sleep(every.minus(apart));
    }
    return waitsForEver ? WAITS_FOR_EVER : 0;
  }
}
