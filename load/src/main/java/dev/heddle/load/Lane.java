package dev.heddle.load;

import dev.heddle.Client;
import dev.heddle.Engine;
import dev.heddle.Limits;
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

/// One event loop of the load and the connections that run on it. What belongs to the loop is
/// touched in its virtual threads only; the methods here may be called from any other thread, by
/// one caller at a time.
final class Lane implements AutoCloseable {
  private static final int SCRATCH = 64 * 1024;
  private static final int CONNECTING_AT_ONCE = 64;
  private static final Duration LINGER = Duration.ofMillis(200);
  private static final long LOOK_MILLIS_MOST = 250;

  private final Client client;
  private final Workload workload;
  private final byte[] scratch = new byte[SCRATCH];
  private final List<Crowd> crowds = new ArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean closing;

  /// The connections of one target.
  private record Crowd(Target target, Turn turn, List<Worker> workers) {}

  /// Starts the loop.
  Lane(Workload workload) {
    this.workload = workload;
    this.client =
        Client.builder()
            .engine(Engine.loops(1))
            .connectTimeout(workload.timeout())
            .limits(Limits.DEFAULT.withLinger(LINGER))
            .build();
    client.execute(this::watch);
  }

  /// Adds connections to a target, closed as yet.
  ///
  /// @param first the number of the first one among all of the target
  /// @return the place of the target in this lane
  int add(Target target, int first, int count) {
    var turn = new Turn();
    Requests requests = workload.requests().apply(target);
    var workers = new ArrayList<Worker>(count);
    for (int i = 0; i < count; i++) {
      var link = new Link(workload, () -> open(target), requests, scratch, first + i);
      workers.add(new Worker(link, turn, workload, i));
    }
    return call(() -> {
      crowds.add(new Crowd(target, turn, List.copyOf(workers)));
      return crowds.size() - 1;
    });
  }

  private Wire open(Target target) throws IOException {
    return target.transport() == Target.Transport.UDP
        ? new UdpWire((InetSocketAddress) target.address())
        : new TcpWire(client.connect(target.address()));
  }

  /// Opens the connections of a target, one after the other begins; each then waits for its turn.
  ///
  /// @param nanosBetween from one to the next at least
  /// @return completes with how many could be opened
  CompletableFuture<Integer> connect(int place, long nanosBetween, Tally tally) {
    return start(() -> {
      Crowd crowd = crowds.get(place);
      var room = new Semaphore(CONNECTING_AT_ONCE);
      long start = System.nanoTime();
      int begun = 0;
      for (Worker worker : crowd.workers()) {
        Worker.sleepUntil(start + begun++ * nanosBetween, System.nanoTime());
        room.acquire();
        client.execute(() -> {
          if (!workload.reconnect()) {
            worker.link().open(tally);
          }
          room.release();
          worker.run();
        });
        if (closing) {
          break;
        }
      }
      room.acquire(CONNECTING_AT_ONCE);
      return (int) crowd.workers().stream().filter(worker -> worker.link().isOpen()).count();
    });
  }

  /// Lets a target have a slice.
  ///
  /// @return completes when the slice is over and everything in it
  CompletableFuture<Void> run(int place, Slice slice) {
    return start(() -> {
      Turn turn = crowds.get(place).turn();
      turn.begin(slice);
      turn.awaitDone();
      return null;
    });
  }

  /// How many of a target's connections were ever answered.
  int answeredConnections(int place) {
    return call(() ->
        (int) crowds.get(place).workers().stream().filter(w -> w.link().answered() > 0).count());
  }

  /// Ends a target's connections; what comes to them still is counted as surplus.
  void disconnect(int place, Tally tally) {
    call(() -> {
      Crowd crowd = crowds.get(place);
      crowd.turn().close();
      var all = new CountDownLatch(crowd.workers().size());
      for (Worker worker : crowd.workers()) {
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
        for (Crowd crowd : crowds) {
          crowd.workers().forEach(worker -> worker.link().giveUpIfOverdue(now));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does
    } finally {
      ended.countDown();
    }
  }

  /// Ends the loop, with whatever is still open.
  @Override
  public void close() {
    closing = true;
    for (int i = 0; i < crowds.size(); i++) {
      Turn turn = crowds.get(i).turn();
      call(() -> {
        turn.close();
        return true;
      });
    }
    client.close();
  }
}
