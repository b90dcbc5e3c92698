package dev.heddle.load;

import dev.heddle.Client;
import dev.heddle.Engine;
import dev.heddle.Limits;
import dev.heddle.LoopPoller;
import dev.heddle.load.stats.Tally;
import dev.heddle.load.wire.Requests;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/// One event loop of the load and its connections to the target. What belongs to the loop is
/// touched in its virtual threads only; the methods here may be called from any other thread, by
/// one caller at a time.
final class Lane implements AutoCloseable {
  private static final int SCRATCH = 64 * 1024;
  private static final int CONNECTING_AT_ONCE = 64;
  private static final Duration LINGER = Duration.ofMillis(200);

  /// What waking a processor that sleeps takes would count as the server's latency. An answer that
  /// takes longer than this is not much distorted.
  private static final Duration BUSY_POLL = Duration.ofMillis(1);

  private static final long LOOK_MILLIS_MOST = 250;
  private static final long LONGEST_SLEEP = 50_000_000;

  private final Client client;
  private final Workload workload;
  private final Turn turn = new Turn();
  private final List<Worker> workers;
  private volatile boolean connecting = true;
  private volatile boolean closing;

  /// Starts the loop; the connections are closed as yet.
  ///
  /// @param paced whether requests will be due at a time: the loop then stays awake for them
  /// @param first the number of the first one among all of the target
  Lane(Workload workload, boolean paced, Target target, int first, int count) {
    this.workload = workload;
    this.workers = workers(target, first, count);
    this.client =
        Client.builder()
            .engine(Engine.loops(1, LoopPoller.AUTO, paced ? BUSY_POLL : Duration.ZERO))
            .connectTimeout(workload.timeout())
            .limits(Limits.DEFAULT.withLinger(LINGER))
            .build();
    client.execute(this::watch);
  }

  private List<Worker> workers(Target target, int first, int count) {
    Requests requests = workload.requests().apply(target);
    byte[] scratch = new byte[SCRATCH];
    var all = new ArrayList<Worker>(count);
    for (int i = 0; i < count; i++) {
      var link = new Link(workload, () -> open(target), requests, scratch, first + i);
      all.add(new Worker(link, turn, workload, i));
    }
    return List.copyOf(all);
  }

  /// How many connections it has, open or not.
  int size() {
    return workers.size();
  }

  private Wire open(Target target) throws IOException {
    return target.transport() == Target.Transport.UDP
        ? new UdpWire((InetSocketAddress) target.address())
        : new TcpWire(client.connect(target.address()));
  }

  /// Opens the connections, one after the other begins; each then waits for its turn.
  ///
  /// @param nanosBetween from one to the next at least
  /// @return completes with how many could be opened
  CompletableFuture<Integer> connect(long nanosBetween, Tally tally) {
    return start(() -> {
      var room = new Semaphore(CONNECTING_AT_ONCE);
      long start = System.nanoTime();
      int begun = 0;
      for (Worker worker : workers) {
        awaitConnecting(start + begun++ * nanosBetween);
        room.acquire();
        if (!connecting) {
          room.release();
          break;
        }
        client.execute(() -> {
          if (!workload.reconnect()) {
            worker.link().open(tally);
          }
          room.release();
          worker.run();
        });
      }
      room.acquire(CONNECTING_AT_ONCE);
      return (int) workers.stream().filter(worker -> worker.link().isOpen()).count();
    });
  }

  private void awaitConnecting(long due) {
    for (long left; connecting && (left = due - System.nanoTime()) > 0; ) {
      LockSupport.parkNanos(Math.min(left, LONGEST_SLEEP));
    }
  }

  /// Begins no more connections; [#connect] completes when those that have begun are there, or have
  /// failed.
  void stopConnecting() {
    connecting = false;
  }

  /// Lets the connections have a slice.
  ///
  /// @return completes when the slice is over and everything in it
  CompletableFuture<Void> run(Slice slice) {
    return start(() -> {
      turn.begin(slice);
      turn.awaitDone();
      return null;
    });
  }

  /// How many of the connections were ever answered.
  int answeredConnections() {
    return call(() -> (int) workers.stream().filter(w -> w.link().answered() > 0).count());
  }

  /// Ends the connections; what comes to them still is counted as surplus.
  void disconnect(Tally tally) {
    call(() -> {
      turn.close();
      var all = new CountDownLatch(workers.size());
      for (Worker worker : workers) {
        client.execute(() -> {
          worker.link().bidFarewell(tally);
          all.countDown();
        });
      }
      all.await();
      return true;
    });
  }

  /// Looks at what is inside of the loop, or changes it; parks as it likes.
  <T> T call(Callable<T> task) {
    return start(task).join();
  }

  private <T> CompletableFuture<T> start(Callable<T> task) {
    var result = new CompletableFuture<T>();
    client.execute(() -> {
      try {
        result.complete(task.call());
      } catch (Throwable e) {
        result.completeExceptionally(new CompletionException(e));
      }
    });
    return result;
  }

  /// Ends what has waited for too long.
  private void watch() {
    long look = Math.clamp(workload.timeout().toMillis() / 8, 1, LOOK_MILLIS_MOST);
    try {
      while (!closing) {
        Thread.sleep(look);
        long now = System.nanoTime();
        workers.forEach(worker -> worker.link().giveUpIfOverdue(now));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does
    }
  }

  /// Ends the loop, with whatever is still open.
  @Override
  public void close() {
    connecting = false;
    closing = true;
    call(() -> {
      turn.close();
      return true;
    });
    client.close();
  }
}
