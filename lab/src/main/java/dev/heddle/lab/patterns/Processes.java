package dev.heddle.lab.patterns;

import dev.heddle.lab.Experiment;
import dev.heddle.lab.Lab;
import dev.heddle.lab.Scene;
import dev.heddle.lab.Setting;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Threads share the memory of their process. Processes share nothing: each has a counter of its
/// own, and has to send its result. So a crash harms no other process; and a process costs more to
/// start.
final class Processes {
  private static final Setting WORKERS = Setting.number("workers", 3, 1, 16, "how many of each");
  private static final Setting TIMES =
      Setting.number("times", 1000, 1, 1_000_000, "how often each adds one");

  static final Experiment EXPERIMENT =
      new Experiment(
          "processes",
          "what threads share, and processes do not",
          List.of(WORKERS, TIMES),
          settings -> {
            int workers = settings.number(WORKERS);
            int times = settings.number(TIMES);
            return List.of(
                new Scene("threads", lab -> threads(lab, workers, times)),
                new Scene("processes", lab -> processes(lab, workers, times)));
          });

  private Processes() {}

  // region threads
  static int threads(Lab lab, int workers, int times) throws InterruptedException {
    var counter = new AtomicInteger(); // one for all
    for (int i = 1; i <= workers; i++) {
      lab.start(
          "thread " + i,
          () -> {
            for (int n = 0; n < times; n++) {
              counter.incrementAndGet();
            }
            lab.note("has added " + times);
          });
    }
    lab.awaitAll();
    lab.conclude(
        workers
            + " threads, "
            + millis(lab)
            + " ms: our counter is "
            + counter
            + ", they share it");
    return counter.get();
  }

  // endregion

  // region processes
  static int processes(Lab lab, int workers, int times) throws Exception {
    var counter = new AtomicInteger(); // nobody else's
    var received = new AtomicInteger();
    for (int i = 1; i <= workers; i++) {
      lab.start(
          "process " + i,
          () -> {
            int sent = child(times);
            received.addAndGet(sent);
            lab.note("has sent " + sent + " through a pipe, and ended");
          });
    }
    lab.awaitAll();
    lab.conclude(
        workers
            + " processes, "
            + millis(lab)
            + " ms: our counter is "
            + counter
            + ", they sent "
            + received);
    return received.get();
  }

  /// Starts a program, waits for its output and for its end.
  private static int child(int times) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command(times)).start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      String line = out.readLine();
      int exitCode = process.waitFor();
      if (line == null || exitCode != 0) {
        throw new IOException("the process ended with exit code " + exitCode);
      }
      return Integer.parseInt(line);
    } finally {
      process.destroyForcibly();
    }
  }

  // endregion

  private static List<String> command(int times) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx16m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Processes.class.getName(), Integer.toString(times)));
    return command;
  }

  /// The process itself.
  public static void main(String[] args) {
    var counter = new AtomicInteger();
    for (int n = Integer.parseInt(args[0]); n > 0; n--) {
      counter.incrementAndGet();
    }
    System.out.println(counter);
  }

  private static long millis(Lab lab) {
    return lab.nanos() / 1_000_000;
  }
}
