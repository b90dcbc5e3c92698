package dev.heddle.lab.check;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Many clients at once: all are connected, and each must get its right answers. Used by one
/// thread.
final class Load {
  static final List<Integer> CROWDS = List.of(100, 500, 1000);

  private static final int ROUNDS = 3;

  /// So many connect at the same time, that no backlog overflows.
  private static final int CONNECTING = 20;

  private final Kind kind;
  private int tooMany; // that is how many were; 0 as long as none were

  Load(Kind kind) {
    this.kind = kind;
  }

  /// With more and more clients.
  List<Check> checks() {
    return CROWDS.stream()
        .map(clients ->
            new Check(
                Part.LOAD,
                "serves " + clients + " clients at once",
                visit -> serves(clients, visit)))
        .toList();
  }

  private void serves(int clients, Visit visit) throws Mismatch, IOException, InterruptedException {
    if (tooMany > 0) {
      visit.did("nothing");
      visit.saw(tooMany + " clients are too many, and more would take minutes to say the same");
      throw new Mismatch("a right answer for each");
    }
    tooMany = clients; // until it turns out that they are not
    crowd(clients, visit);
    tooMany = 0;
  }

  private void crowd(int clients, Visit visit) throws Mismatch, IOException, InterruptedException {
    visit.did(
        "connected "
            + clients
            + " clients, and let each ask "
            + (kind.talk().goesOn() ? ROUNDS + " times" : "once"));
    try (Visit quiet = visit.quiet()) {
      List<Peer> peers = connect(kind.talk(), clients, quiet);
      visit.saw(peers.size() + " connected");
      var nanos = new ArrayList<Long>();
      int failed = 0;
      String first = "";
      for (int round = 0; round < (kind.talk().goesOn() ? ROUNDS : 1); round++) {
        for (Future<Long> answer : ask(peers, round)) {
          try {
            nanos.add(answer.get());
          } catch (ExecutionException e) {
            failed++;
            first = words(e.getCause());
          }
        }
      }
      visit.saw(nanos.size() + " right answers" + within(nanos));
      if (failed > 0 || peers.size() < clients) {
        if (failed > 0) {
          visit.saw(failed + " failures such as: " + first);
        }
        throw new Mismatch("a right answer for each");
      }
    }
  }

  private static String within(List<Long> nanos) {
    return nanos.isEmpty() ? "" : ", 99 % within " + quantile(nanos) + " ms";
  }

  private static String words(@Nullable Throwable failure) {
    return failure instanceof Mismatch missing
        ? "not " + missing.getMessage()
        : failure == null ? "none is known" : String.valueOf(failure.getMessage());
  }

  /// Connects so many; who does not get in, or not its greeting, is not among them.
  static List<Peer> connect(Kind.Talk talk, int clients, Visit visit) throws InterruptedException {
    var peers = new ArrayList<Peer>();
    var connecting = new Semaphore(CONNECTING);
    for (Future<Peer> peer :
        all(
            clients,
            number -> {
              connecting.acquire();
              try {
                Peer connected = visit.connect();
                talk.begin(connected);
                return connected;
              } finally {
                connecting.release();
              }
            })) {
      try {
        peers.add(peer.get());
      } catch (ExecutionException e) {
        // It is missing among the connected, which is what will be told.
      }
    }
    return peers;
  }

  private List<Future<Long>> ask(List<Peer> peers, int round) throws InterruptedException {
    return all(
        peers.size(),
        number -> {
          long asked = System.nanoTime();
          kind.talk().exchange(peers.get(number), number + round);
          return System.nanoTime() - asked;
        });
  }

  /// What each client does, on a thread of its own.
  @FunctionalInterface
  interface Errand<T> {
    T run(int number) throws Exception;
  }

  /// Lets so many do it, and waits for all.
  static <T> List<Future<T>> all(int count, Errand<T> part) throws InterruptedException {
    var parts = new ArrayList<Callable<T>>();
    for (int i = 0; i < count; i++) {
      int number = i;
      parts.add(() -> part.run(number));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return threads.invokeAll(parts);
    }
  }

  /// The time, in milliseconds, that 99 % did not exceed.
  static long quantile(List<Long> nanos) {
    long[] sorted = nanos.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    return sorted.length == 0 ? 0 : Math.ceilDiv(sorted[sorted.length * 99 / 100], 1_000_000);
  }
}
