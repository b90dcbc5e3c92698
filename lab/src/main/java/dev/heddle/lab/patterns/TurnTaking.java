package dev.heddle.lab.patterns;

import dev.heddle.lab.Experiment;
import dev.heddle.lab.Lab;
import dev.heddle.lab.Scene;
import dev.heddle.lab.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/// Threads that take turns: a semaphore for each, and a permit that is passed round. The thread
/// that has it has the turn, so their shared state needs no lock of its own.
final class TurnTaking {
  private static final Setting MEMBERS = Setting.number("members", 3, 1, 100, "how many threads");
  private static final Setting ROUNDS =
      Setting.number("rounds", 5, 1, 1000, "how often each has its turn");

  static final Experiment EXPERIMENT =
      new Experiment(
          "ring",
          "threads that take turns: one permit goes round a ring of semaphores",
          List.of(MEMBERS, ROUNDS),
          settings ->
              List.of(
                  new Scene(
                      "", lab -> run(lab, settings.number(MEMBERS), settings.number(ROUNDS)))));

  private TurnTaking() {}

  /// @return the threads that had the turn, in order
  static List<Integer> run(Lab lab, int members, int rounds) throws InterruptedException {
    var turns = new ArrayList<Integer>(); // belongs to the thread that has the turn
    var ring = new ArrayList<Semaphore>();
    for (int i = 1; i <= members; i++) {
      ring.add(lab.semaphore("turn of " + i, i == 1 ? 1 : 0));
    }
    for (int i = 0; i < members; i++) {
      int me = i;
      Semaphore mine = ring.get(me);
      Semaphore next = ring.get((me + 1) % members);
      lab.start(
          "member " + (me + 1),
          () -> {
            // region turns
            for (int round = 1; round <= rounds; round++) {
              mine.acquire();
              turns.add(me + 1);
              lab.note("has its turn, round " + round);
              lab.sleep(20);
              next.release();
            }
            // endregion
          });
    }
    lab.awaitAll();
    lab.conclude(
        turns.size()
            + " turns, "
            + (inOrder(turns, members) ? "each in its order" : "OUT OF ORDER"));
    return turns;
  }

  private static boolean inOrder(List<Integer> turns, int members) {
    for (int i = 0; i < turns.size(); i++) {
      if (turns.get(i) != i % members + 1) {
        return false;
      }
    }
    return true;
  }
}
