package dev.heddle.lab.check;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Judges a server: one check after another, each with connections of its own. Checks based on the
/// service's shortest talk are not judged if that fails, and no check is judged after the server
/// has died: no cause costs points twice. Used by one thread.
public final class Judge {
  private static final int PATIENCE_MILLIS = 2000;
  private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(30);

  private final CheckedServer access;
  private final CheckedService kind;
  private final @Nullable ProcessHandle process;
  private final @Nullable Duration idleTimeout;
  private Dialect dialect = Dialect.RIGHT;
  private boolean reached; // whether the last check had a connection

  /// Receives the progress.
  @FunctionalInterface
  public interface JudgeListener {
    /// A check is over.
    void judged(CheckResult verdict);

    /// The server has died; further checks are not judged, and not reported.
    ///
    /// @param title the check that it did not survive
    default void died(String title) {}
  }

  /// One of a server in plain text; see the other one.
  public Judge(
      SocketAddress address,
      Rules rules,
      @Nullable ProcessHandle process,
      @Nullable Duration idleTimeout) {
    this(new CheckedServer(address, null), rules, process, idleTimeout);
  }

  /// @param access how clients reach the server
  /// @param rules the rules that it should follow
  /// @param process its process; null if it is not known
  /// @param idleTimeout the silence after which it should close; zero to leave that unjudged; null
  ///   for the default: 30 s, and unjudged if a server waits for people
  public Judge(
      CheckedServer access,
      Rules rules,
      @Nullable ProcessHandle process,
      @Nullable Duration idleTimeout) {
    this.access = access;
    this.kind = rules.kind();
    this.process = process;
    this.idleTimeout = idleTimeout;
  }

  /// Judges. Load is put on servers of this machine only.
  ///
  /// @return one verdict for each check
  public List<CheckResult> judge(JudgeListener listener) throws InterruptedException {
    return judge(checks(), listener);
  }

  /// Judges by the rules of the kind alone.
  List<CheckResult> rules() throws InterruptedException {
    return judge(kind.rules(), verdict -> {});
  }

  private List<CheckResult> judge(List<Check> checks, JudgeListener listener)
      throws InterruptedException {
    boolean talks = talks();
    var verdicts = new ArrayList<CheckResult>();
    String before = "the first connection";
    boolean dead = false;
    for (int i = 0; i < checks.size(); i++) {
      Check check = checks.get(i);
      if (dead) {
        verdicts.add(CheckResult.notJudged(check, "the server had died before"));
        continue;
      }
      if (check.needsTalk() && !talks) {
        verdicts.add(
            CheckResult.notJudged(check, "the server does not answer as it should, see above"));
      } else {
        verdicts.add(run(check));
      }
      CheckResult verdict = verdicts.getLast();
      boolean last = i == checks.size() - 1; // which may be to end it
      dead = !last && !verdict.passed() && isDead();
      boolean unborn = dead && !reached;
      if (unborn) {
        verdicts.set(i, CheckResult.notJudged(check, "the server had died before"));
      } else {
        listener.judged(verdict);
      }
      if (dead) {
        listener.died(unborn ? before : check.title());
      }
      before = check.title();
    }
    return verdicts;
  }

  /// Whether the shortest talk works; finds out how the server ends its lines, too.
  private boolean talks() throws InterruptedException {
    try (var visit = new Visit(access, PATIENCE_MILLIS, Dialect.RIGHT)) {
      dialect = kind.talk().dialect(visit);
    } catch (IOException e) {
      // The talk will show it.
    }
    var talk =
        new Check(
            GradePart.BEHAVIOUR,
            "talks",
            visit -> {
              Peer peer = visit.connect();
              kind.talk().begin(peer);
              kind.talk().exchange(peer, 1);
            });
    return run(talk).passed();
  }

  private List<Check> checks() {
    var checks = new ArrayList<>(kind.rules());
    checks.addAll(Common.of(kind));
    checks.addAll(new Load(kind, silence(), process).checks());
    Duration silence = silence();
    if (!silence.isZero()) {
      checks.add(Silence.check(silence));
    }
    if (process != null) {
      checks.add(new OtherProcess(process, kind).shutdown()); // after this, there is no server
    }
    checks.removeIf(check -> check.part() == GradePart.LOAD && !access.isLocal());
    checks.sort(Comparator.comparing(Check::part)); // otherwise they keep their order
    return checks;
  }

  /// The silence after which it should close; zero if that is not judged.
  private Duration silence() {
    if (!kind.talk().goesOn()) {
      return Duration.ZERO; // it never waits
    }
    if (idleTimeout != null) {
      return idleTimeout;
    }
    return kind.forPeople() ? Duration.ZERO : USUAL_TIMEOUT;
  }

  private CheckResult run(Check check) throws InterruptedException {
    reached = true;
    String expected = "";
    boolean passed = false;
    try (var visit = new Visit(access, PATIENCE_MILLIS, dialect)) {
      try {
        check.trial().run(visit);
        passed = true;
      } catch (Mismatch e) {
        expected = String.valueOf(e.getMessage());
      } catch (IOException e) {
        visit.saw(String.valueOf(e.getMessage()));
        expected = "an answer";
        reached = !visit.isUnconnected();
      }
      return new CheckResult(
          check.part(),
          check.title(),
          passed ? CheckResult.Outcome.PASSED : CheckResult.Outcome.FAILED,
          visit.deeds(),
          visit.sights(),
          expected);
    }
  }

  /// Whether the server is gone. A busy one still accepts, or lets clients wait.
  private boolean isDead() {
    if (process != null && !process.isAlive()) {
      return true;
    }
    try (var _ = access.connect(PATIENCE_MILLIS)) {
      return false;
    } catch (ConnectException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
