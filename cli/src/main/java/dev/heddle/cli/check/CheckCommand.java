package dev.heddle.cli.check;

import dev.heddle.Tls;
import dev.heddle.TlsProvider;
import dev.heddle.cli.arguments.AddressConverter;
import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.cli.arguments.DurationConverter;
import dev.heddle.cli.arguments.GivenFile;
import dev.heddle.cli.arguments.TlsErrors;
import dev.heddle.cli.arguments.TrustOptions;
import dev.heddle.cli.terminal.StandardStreams;
import dev.heddle.lab.check.CheckResult;
import dev.heddle.lab.check.CheckedServer;
import dev.heddle.lab.check.GradePart;
import dev.heddle.lab.check.Judge;
import dev.heddle.lab.check.Rubric;
import dev.heddle.lab.check.Rules;
import dev.heddle.net.HostPort;
import dev.heddle.net.ServerAddress;
import dev.heddle.text.PlainText;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `heddle check`: judges a server, whatever it is written in.
@Command(
    name = "check",
    description =
        "Grades a server written in any language: correctness, load, misbehaving clients.",
    sortOptions = false,
    sortSynopsis = false)
public final class CheckCommand implements Callable<Integer> {
  private static final int CONNECT_MILLIS = 3000;
  private static final String SQUARE = "square";

  private final StandardStreams streams;
  private boolean isLocal;

  @Parameters(
      paramLabel = "HOST:PORT",
      converter = AddressConverter.class,
      description = "Where it listens; :PORT is on this machine, unix:PATH a Unix domain socket.")
  ServerAddress target = new HostPort("localhost", 1);

  @Option(
      names = "--as",
      paramLabel = "SERVICE",
      completionCandidates = Kinds.class,
      description = "The kind of server: ${COMPLETION-CANDIDATES}.")
  @Nullable String service;

  @Option(
      names = "--rules",
      paramLabel = "FILE",
      description = "Check rules of your own instead: steps in a file, see docs/check.md.")
  @Nullable Path rulesFile;

  @Option(
      names = "--op",
      paramLabel = "OP",
      description = "What a numbers server does with a number: double or square. Default: double.")
  @Nullable String operation;

  @Option(names = "--tls", description = "Connect over TLS.")
  boolean tls;

  @Mixin TrustOptions trust = new TrustOptions();

  @Option(
      names = "--pid",
      paramLabel = "N",
      description =
          "Its process on this machine: check its memory and, last, its shutdown, too (sends it SIGTERM).")
  @Nullable Long pid;

  @Option(
      names = "--idle-timeout",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description =
          "The silence after which it should close a connection; 0 skips this check. Default: 30s;"
              + " 0 for services that wait for people, and with --rules.")
  @Nullable Duration idleTimeout;

  @Option(
      names = "--rubric",
      paramLabel = "B,L,R",
      description = "Points for behaviour, load and memory, robustness. Default: 60,30,10.")
  String rubric = "60,30,10";

  public CheckCommand(StandardStreams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    Rules rules = rules();
    Rubric points = points();
    @Nullable ProcessHandle process =
        process(); // wrong arguments before a server that is not there
    Tls secure = tls();
    var telling = new Telling();
    List<CheckResult> verdicts =
        new Judge(access(secure), rules, process, idleTimeout).judge(telling);
    return conclude(verdicts, points);
  }

  private Rules rules() throws CommandFailure {
    if ((service == null) == (rulesFile == null)) {
      throw CommandFailure.usage(
          "missing kind of server: --as SERVICE, or --rules FILE; services are "
              + String.join(", ", Rules.names()));
    }
    if (operation != null && !"numbers".equals(service)) {
      throw CommandFailure.usage("--op requires --as numbers");
    }
    if (operation != null && !operation.equals("double") && !operation.equals(SQUARE)) {
      throw CommandFailure.usage("--op: not one of double, square: " + operation);
    }
    if (rulesFile != null) {
      byte[] text = GivenFile.read("--rules", rulesFile);
      try {
        return Rules.parse(rulesFile.toString(), new String(text, StandardCharsets.UTF_8));
      } catch (IllegalArgumentException e) {
        throw CommandFailure.usage("--rules: " + e.getMessage());
      }
    }
    String name = String.valueOf(service);
    if (!Rules.names().contains(name)) {
      throw CommandFailure.usage(
          "--as: not one of " + String.join(", ", Rules.names()) + ": " + name);
    }
    return SQUARE.equals(operation) ? Rules.ofSquares() : Rules.of(name);
  }

  private Rubric points() throws CommandFailure {
    try {
      return Rubric.parse(rubric);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("--rubric: " + e.getMessage());
    }
  }

  private @Nullable ProcessHandle process() throws CommandFailure {
    if (pid == null) {
      return null;
    }
    ProcessHandle process = ProcessHandle.of(pid).orElse(null);
    if (process == null) {
      throw CommandFailure.usage("--pid: there is no process " + pid);
    }
    if (process.equals(ProcessHandle.current()) || pid == 1) {
      throw CommandFailure.usage("--pid: not the server's: " + pid);
    }
    return process;
  }

  private @Nullable Tls tls() throws CommandFailure {
    Tls secure = trust.tlsIf(tls);
    if (secure != null && secure.provider() != TlsProvider.JDK) {
      throw CommandFailure.usage("--tls-provider: the clients of heddle check use the JDK's TLS");
    }
    return secure;
  }

  /// The first of the host's addresses with a listener.
  private CheckedServer access(@Nullable Tls secure) throws CommandFailure {
    try {
      CheckedServer access =
          target.connect(address -> {
            var tried = new CheckedServer(address, secure);
            tried.tryOut(CONNECT_MILLIS);
            return tried;
          });
      isLocal = access.isLocal();
      return access;
    } catch (IOException e) {
      throw CommandFailure.impossible("cannot connect to " + target + ": " + TlsErrors.reason(e));
    }
  }

  private int conclude(List<CheckResult> verdicts, Rubric points) {
    PrintStream out = streams.out();
    out.println();
    double earned = 0;
    double judged = 0;
    for (GradePart part : GradePart.values()) {
      List<CheckResult> own = verdicts.stream().filter(v -> v.part() == part).toList();
      if (own.isEmpty()) {
        out.println(part.title() + ": not judged; " + whyNone(part));
      } else {
        conclude(part, own, points.earned(part, verdicts), points.judged(part, verdicts));
        earned += points.earned(part, verdicts);
        judged += points.judged(part, verdicts);
      }
    }
    if (pid == null) {
      out.println("not checked: memory and shutdown; --pid names the process");
    }
    out.println("total: " + text(earned) + " of " + text(judged) + " points");
    out.flush();
    return verdicts.stream().allMatch(CheckResult::passed) ? 0 : CommandFailure.IMPOSSIBLE;
  }

  private String whyNone(GradePart part) {
    return part == GradePart.LOAD && !isLocal
        ? "the server is not on this machine"
        : "there are no such rules";
  }

  private void conclude(GradePart part, List<CheckResult> own, double earned, double judged) {
    long good = own.stream().filter(CheckResult::passed).count();
    long skipped = own.stream().filter(verdict -> !verdict.judged()).count();
    streams
        .out()
        .println(
            part.title()
                + ": "
                + good
                + " of "
                + (own.size() - skipped)
                + ", "
                + text(earned)
                + " of "
                + text(judged)
                + " points"
                + (skipped == 0 ? "" : "; " + skipped + " not judged"));
  }

  private static String text(double points) {
    long tenths = Math.round(points * 10);
    return tenths % 10 == 0 ? Long.toString(tenths / 10) : tenths / 10 + "." + tenths % 10;
  }

  /// Prints verdicts as they come, under the title of their part.
  private final class Telling implements Judge.JudgeListener {
    private @Nullable GradePart last;

    @Override
    public void judged(CheckResult verdict) {
      PrintStream out = streams.out();
      if (verdict.part() != last) {
        last = verdict.part();
        out.println(verdict.part().title());
      }
      out.println(sign(verdict) + PlainText.visible(verdict.title()));
      if (!verdict.judged()) {
        out.println("          not judged: " + PlainText.visible(verdict.saw()));
        return;
      }
      out.println("          did: " + PlainText.visible(verdict.did()));
      out.println("          saw: " + PlainText.visible(verdict.saw()));
      if (!verdict.passed()) {
        out.println("          expected: " + PlainText.visible(verdict.expected()));
      }
      out.flush();
    }

    private static String sign(CheckResult verdict) {
      return switch (verdict.outcome()) {
        case PASSED -> "  ok    ";
        case FAILED -> "  FAIL  ";
        case NOT_JUDGED -> "  --    ";
      };
    }

    @Override
    public void died(String title) {
      streams
          .out()
          .println(
              "\nThe server died during \""
                  + PlainText.visible(title)
                  + "\": nothing listens at "
                  + target
                  + " any more; the remaining checks are skipped.");
    }
  }

  /// The kinds' names, for the help and the completion.
  static final class Kinds implements Iterable<String> {
    Kinds() {}

    @Override
    public Iterator<String> iterator() {
      return Rules.names().iterator();
    }
  }
}
