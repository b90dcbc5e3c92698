package dev.heddle.cli;

import dev.heddle.lab.check.Judge;
import dev.heddle.lab.check.Part;
import dev.heddle.lab.check.Rubric;
import dev.heddle.lab.check.Verdict;
import dev.heddle.text.PlainText;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `heddle check`: judges a server, whatever it is written in.
@Command(
    name = "check",
    description = "Judges a server in any language: behaviour, load, rude clients.",
    sortOptions = false,
    sortSynopsis = false)
final class CheckCommand implements Callable<Integer> {
  private static final int CONNECT_MILLIS = 3000;

  private final Streams streams;

  @Parameters(
      paramLabel = "HOST:PORT",
      converter = HostPort.Converter.class,
      description = "Where it listens; :PORT is on this machine.")
  HostPort target = new HostPort("localhost", 1);

  @Option(
      names = "--as",
      required = true,
      paramLabel = "SERVICE",
      completionCandidates = Kinds.class,
      description = "What it should be: ${COMPLETION-CANDIDATES}.")
  String kind = "";

  @Option(
      names = "--pid",
      paramLabel = "N",
      description =
          "Its process, here: judge its memory and, last, its end, too (SIGTERM is sent to it).")
  @Nullable Long pid;

  @Option(
      names = "--idle-timeout",
      paramLabel = "TIME",
      converter = Durations.class,
      description =
          "The silence after which it should close; 0 judges nothing of the kind. Default: 30s;"
              + " 0 for chat.")
  @Nullable Duration idleTimeout;

  @Option(
      names = "--rubric",
      paramLabel = "B,L,R",
      description = "Points for behaviour, load and memory, robustness. Default: 60,30,10.")
  String rubric = "60,30,10";

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this help and exit.")
  boolean help;

  CheckCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws Failure, InterruptedException {
    if (!Judge.kinds().contains(kind)) {
      throw Failure.usage("--as: not one of " + String.join(", ", Judge.kinds()) + ": " + kind);
    }
    Rubric points = points();
    @Nullable ProcessHandle process =
        process(); // wrong arguments before a server that is not there
    var judge = new Judge(address(), kind, process, idleTimeout);
    List<Verdict> verdicts = judge.judge(new Telling());
    return conclude(verdicts, points);
  }

  private Rubric points() throws Failure {
    try {
      return Rubric.parse(rubric);
    } catch (IllegalArgumentException e) {
      throw Failure.usage("--rubric: " + e.getMessage());
    }
  }

  private @Nullable ProcessHandle process() throws Failure {
    if (pid == null) {
      return null;
    }
    ProcessHandle process = ProcessHandle.of(pid).orElse(null);
    if (process == null) {
      throw Failure.usage("--pid: there is no process " + pid);
    }
    if (process.equals(ProcessHandle.current()) || pid == 1) {
      throw Failure.usage("--pid: not the server's: " + pid);
    }
    return process;
  }

  /// The first of the host's addresses where somebody listens.
  private InetSocketAddress address() throws Failure {
    String cause = "no address for " + target;
    try {
      for (InetAddress each : target.addresses()) {
        var address = new InetSocketAddress(each, target.port());
        try (var socket = new Socket()) {
          socket.connect(address, CONNECT_MILLIS);
          return address;
        } catch (IOException e) {
          cause = e.getMessage();
        }
      }
    } catch (UnknownHostException e) {
      cause = "there is no host " + target.host();
    }
    throw Failure.impossible("cannot connect to " + target + ": " + cause);
  }

  private int conclude(List<Verdict> verdicts, Rubric points) {
    PrintStream out = streams.out();
    out.println();
    double all = 0;
    int most = 0;
    boolean passed = true;
    for (Part part : Part.values()) {
      List<Verdict> own = verdicts.stream().filter(v -> v.part() == part).toList();
      if (own.isEmpty()) {
        out.println(part.title() + ": not judged; the server is not on this machine");
        continue;
      }
      long good = own.stream().filter(Verdict::passed).count();
      double earned = points.earned(part, verdicts);
      out.println(
          part.title()
              + ": "
              + good
              + " of "
              + own.size()
              + ", "
              + text(earned)
              + " of "
              + points.of(part)
              + " points");
      all += earned;
      most += points.of(part);
      passed &= good == own.size();
    }
    if (pid == null) {
      out.println("not judged: memory, and how it ends; --pid says which process it is");
    }
    out.println("total: " + text(all) + " of " + most + " points");
    out.flush();
    return passed ? 0 : Failure.IMPOSSIBLE;
  }

  private static String text(double points) {
    long tenths = Math.round(points * 10);
    return tenths % 10 == 0 ? Long.toString(tenths / 10) : tenths / 10 + "." + tenths % 10;
  }

  /// Prints verdicts as they come, under the title of their part.
  private final class Telling implements Consumer<Verdict> {
    private @Nullable Part last;

    @Override
    public void accept(Verdict verdict) {
      PrintStream out = streams.out();
      if (verdict.part() != last) {
        last = verdict.part();
        out.println(verdict.part().title());
      }
      out.println(
          (verdict.passed() ? "  ok    " : "  FAIL  ") + PlainText.visible(verdict.title()));
      out.println("          did: " + PlainText.visible(verdict.did()));
      out.println("          saw: " + PlainText.visible(verdict.saw()));
      if (!verdict.passed()) {
        out.println("          expected: " + PlainText.visible(verdict.expected()));
      }
      out.flush();
    }
  }

  /// The kinds' names, for the help and the completion.
  static final class Kinds implements Iterable<String> {
    Kinds() {}

    @Override
    public Iterator<String> iterator() {
      return Judge.kinds().iterator();
    }
  }
}
