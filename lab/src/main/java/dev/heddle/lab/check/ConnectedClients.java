package dev.heddle.lab.check;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/// Clients that are connected at the same time. Used by one thread; each of its clients by one of
/// its own.
final class ConnectedClients {
  /// How many connect at the same time, so that no backlog overflows.
  private static final int CONNECTING = 20;

  private final CheckedService.ShortTalk talk;
  private final Duration idleTimeout;
  private final Visit visit;
  private final List<Peer> peers; // each is replaced by its own client only
  private final Semaphore connecting = new Semaphore(CONNECTING);

  private ConnectedClients(
      CheckedService.ShortTalk talk, Duration idleTimeout, Visit visit, List<Peer> peers) {
    this.talk = talk;
    this.idleTimeout = idleTimeout;
    this.visit = visit;
    this.peers = Arrays.asList(peers.toArray(Peer[]::new));
  }

  /// Connects the given number; clients that are not accepted, or get no greeting, are left out.
  /// When one batch has failed, no more are tried.
  ///
  /// @param idleTimeout after what silence the server may close; zero if never
  static ConnectedClients connect(
      CheckedService.ShortTalk talk, int clients, Duration idleTimeout, Visit visit)
      throws InterruptedException {
    var peers = new ArrayList<Peer>();
    var connecting = new Semaphore(CONNECTING);
    var failed = new AtomicInteger();
    for (Future<Peer> peer :
        all(
            clients,
            number -> {
              connecting.acquire();
              try {
                if (failed.get() >= CONNECTING) {
                  throw new IOException("too many have failed before");
                }
                return join(talk, visit);
              } catch (Mismatch | IOException e) {
                failed.incrementAndGet();
                throw e;
              } finally {
                connecting.release();
              }
            })) {
      try {
        peers.add(peer.get());
      } catch (ExecutionException e) {
        // It is missing among the connected, which will be reported.
      }
    }
    return new ConnectedClients(talk, idleTimeout, visit, peers);
  }

  private static Peer join(CheckedService.ShortTalk talk, Visit visit)
      throws Mismatch, IOException, InterruptedException {
    Peer connected = visit.connect();
    talk.begin(connected);
    return connected;
  }

  int size() {
    return peers.size();
  }

  /// Sends a request from each. One that was silent so long that the server may have timed it out
  /// may reconnect.
  ///
  /// @return how long each took, in nanoseconds
  List<Future<Long>> ask(int round) throws InterruptedException {
    return all(
        peers.size(),
        number -> {
          Peer peer = peers.get(number);
          boolean mayBeGone =
              !idleTimeout.isZero() && peer.silentNanos() >= idleTimeout.toNanos() / 2;
          try {
            return ask(peer, number + round);
          } catch (Mismatch | IOException e) {
            if (!mayBeGone) {
              throw e;
            }
            peer.close();
            peers.set(number, joinAgain());
            return ask(peers.get(number), number + round);
          }
        });
  }

  private Peer joinAgain() throws Mismatch, IOException, InterruptedException {
    connecting.acquire();
    try {
      return join(talk, visit);
    } finally {
      connecting.release();
    }
  }

  private long ask(Peer peer, int number) throws Mismatch, IOException, InterruptedException {
    long asked = System.nanoTime();
    talk.exchange(peer, number);
    return System.nanoTime() - asked;
  }

  /// All that are connected.
  List<Peer> peers() {
    return peers;
  }

  /// What each client does, on a thread of its own.
  @FunctionalInterface
  interface Errand<T> {
    T run(int number) throws Exception;
  }

  /// Runs the given number in parallel, and waits for all.
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
