package dev.heddle.lab.check;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Judges a server: one check after another, each with connections of its own. Used by one thread.
public final class Judge {
  private static final int PATIENCE_MILLIS = 2000;
  private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(30);

  private final InetSocketAddress address;
  private final Kind kind;
  private final @Nullable ProcessHandle process;
  private final @Nullable Duration idleTimeout;

  /// @param address where the server listens
  /// @param kind what it should be: one of [#kinds()]
  /// @param process its process; null if it is not known
  /// @param idleTimeout after what silence it should close; zero if that is not to be judged; null
  ///   for what is usual: 30 s, and not judged where a server waits for people
  public Judge(
      InetSocketAddress address,
      String kind,
      @Nullable ProcessHandle process,
      @Nullable Duration idleTimeout) {
    this.address = address;
    this.kind =
        Kinds.all().stream()
            .filter(known -> known.name().equals(kind))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no such kind: " + kind));
    this.process = process;
    this.idleTimeout = idleTimeout;
  }

  /// The kinds of servers that it can judge.
  public static List<String> kinds() {
    return Kinds.all().stream().map(Kind::name).toList();
  }

  /// Judges. Load is put on servers of this machine only.
  ///
  /// @param listener told of each verdict as it comes
  public List<Verdict> judge(Consumer<Verdict> listener) throws InterruptedException {
    var verdicts = new ArrayList<Verdict>();
    for (Check check : checks()) {
      Verdict verdict = run(check);
      verdicts.add(verdict);
      listener.accept(verdict);
    }
    return verdicts;
  }

  /// Judges by the rules of the kind alone.
  List<Verdict> rules() throws InterruptedException {
    var verdicts = new ArrayList<Verdict>();
    for (Check check : kind.rules()) {
      verdicts.add(run(check));
    }
    return verdicts;
  }

  private List<Check> checks() {
    var checks = new ArrayList<>(kind.rules());
    checks.addAll(Common.of(kind));
    if (process != null) {
      checks.add(new OtherProcess(process, kind).memory());
    }
    checks.addAll(new Load(kind).checks());
    Duration silence = silence();
    if (!silence.isZero()) {
      checks.add(Silence.check(silence));
    }
    if (process != null) {
      checks.add(new OtherProcess(process, kind).shutdown()); // after this, there is no server
    }
    checks.removeIf(
        check -> check.part() == Part.LOAD && !address.getAddress().isLoopbackAddress());
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

  private Verdict run(Check check) throws InterruptedException {
    String expected = "";
    boolean passed = false;
    try (var visit = new Visit(address, PATIENCE_MILLIS)) {
      try {
        check.trial().run(visit);
        passed = true;
      } catch (Mismatch e) {
        expected = String.valueOf(e.getMessage());
      } catch (IOException e) {
        visit.saw(String.valueOf(e.getMessage()));
        expected = "an answer";
      }
      return new Verdict(
          check.part(), check.title(), passed, visit.deeds(), visit.sights(), expected);
    }
  }
}
