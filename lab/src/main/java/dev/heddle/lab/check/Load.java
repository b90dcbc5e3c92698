package dev.heddle.lab.check;

import dev.heddle.lab.process.ProcessStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Many clients at once: all are connected, and each must get its right answers; and the memory
/// that they take. Where fewer were too many, more are not tried. Used by one thread.
final class Load {
  static final List<Integer> CROWDS = List.of(100, 500, 1000);

  private static final int ROUNDS = 3;
  private static final int MEASURED = 1000;

  /// A platform thread for each connection takes about half of it.
  private static final int MOST_KIB = 256;

  private final CheckedService kind;
  private final Duration idleTimeout;
  private final @Nullable ProcessHandle process;
  private int tooMany; // that is how many were; 0 as long as none were

  /// @param idleTimeout after what silence the server may close; zero if never
  /// @param process the server's; null if it is not known
  Load(CheckedService kind, Duration idleTimeout, @Nullable ProcessHandle process) {
    this.kind = kind;
    this.idleTimeout = idleTimeout;
    this.process = process;
  }

  /// With more and more clients.
  List<Check> checks() {
    var checks = new ArrayList<Check>();
    if (kind.oneClient()) {
      return checks;
    }
    for (int clients : CROWDS) {
      checks.add(
          check("serves " + clients + " clients at once", clients, visit -> crowd(clients, visit)));
    }
    if (kind.broadcast()) {
      for (int members : CROWDS) {
        var broadcast = new Broadcast(kind.talk(), members, idleTimeout);
        checks.add(check(broadcast.title(), members, broadcast::run));
      }
    }
    if (process != null) {
      String title = "takes at most " + MOST_KIB + " KiB for a connection";
      ProcessHandle measured = process;
      checks.add(check(title, MEASURED, visit -> measure(visit, measured)));
    }
    return checks;
  }

  private Check check(String title, int clients, Check.Trial trial) {
    return new Check(
            GradePart.LOAD,
            title,
            visit -> {
              if (tooMany > 0 && clients >= tooMany) {
                visit.did("nothing");
                visit.saw(tooMany + " clients are too many already, and more would take minutes");
                throw new Mismatch("a right answer for each");
              }
              tooMany = tooMany == 0 ? clients : tooMany; // until it turns out that they are not
              int before = tooMany;
              trial.run(visit);
              tooMany = before == clients ? 0 : before;
            })
        .onTalk();
  }

  private void crowd(int clients, Visit visit) throws Mismatch, IOException, InterruptedException {
    int rounds = kind.talk().goesOn() ? ROUNDS : 1;
    visit.did(
        "connected "
            + clients
            + " clients, each of which asked "
            + (rounds == 1 ? "once" : rounds + " times"));
    try (Visit quiet = visit.quiet()) {
      ConnectedClients crowd = ConnectedClients.connect(kind.talk(), clients, idleTimeout, quiet);
      visit.saw(crowd.size() + " connected");
      var nanos = new ArrayList<Long>();
      int failed = 0;
      String first = "";
      for (int round = 0; round < rounds && failed == 0; round++) {
        for (Future<Long> answer : crowd.ask(round)) {
          try {
            nanos.add(answer.get());
          } catch (ExecutionException e) {
            failed++;
            first = words(e.getCause());
          }
        }
      }
      visit.saw(nanos.size() + " right answers" + within(nanos));
      if (failed > 0 || crowd.size() < clients) {
        if (failed > 0) {
          visit.saw(failed + " failures such as: " + first);
        }
        throw new Mismatch("a right answer for each");
      }
    }
  }

  private static String within(List<Long> nanos) {
    return nanos.isEmpty() ? "" : ", 99 % within " + ConnectedClients.quantile(nanos) + " ms";
  }

  private static String words(@Nullable Throwable failure) {
    return failure instanceof Mismatch missing
        ? "not " + missing.getMessage()
        : failure == null ? "none is known" : String.valueOf(failure.getMessage());
  }

  private void measure(Visit visit, ProcessHandle measured)
      throws Mismatch, IOException, InterruptedException {
    long before = kibibytes(measured);
    visit.did("connected " + MEASURED + " clients, each of which got one answer");
    try (Visit quiet = visit.quiet()) {
      ConnectedClients crowd = ConnectedClients.connect(kind.talk(), MEASURED, idleTimeout, quiet);
      if (crowd.size() < MEASURED) {
        visit.saw(crowd.size() + " connected");
        throw new Mismatch("all of them connected");
      }
      for (Future<Long> answer : crowd.ask(0)) {
        try {
          answer.get();
        } catch (ExecutionException e) {
          visit.saw(words(e.getCause()));
          throw new Mismatch("a right answer for each");
        }
      }
      long more = kibibytes(measured) - before;
      visit.saw("process " + measured.pid() + " grow by " + more + " KiB");
      if (more > (long) MOST_KIB * MEASURED) {
        throw new Mismatch("at most " + MOST_KIB + " KiB for each");
      }
    }
  }

  private static long kibibytes(ProcessHandle process) throws IOException {
    return new ProcessStatus(process.pid())
        .kibibytes()
        .orElseThrow(() -> new IOException("no memory of process " + process.pid()));
  }
}
