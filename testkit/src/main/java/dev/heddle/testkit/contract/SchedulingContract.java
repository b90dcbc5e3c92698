package dev.heddle.testkit.contract;

import static dev.heddle.testkit.contract.EngineUnderTest.Ability.MANY_AT_ONCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.Client;
import dev.heddle.Connection;
import dev.heddle.Handler;
import dev.heddle.Server;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Handlers that wait, wake each other, compute, and start threads of their own.
@Needs(EngineUnderTest.Ability.HANDLERS)
@Tag("scheduling")
abstract class SchedulingContract extends Contract {
  /// More than any engine here has loops.
  private static final int OTHERS = 9;

  @Test
  void aHandlerThatComputesDelaysNobodyWhoIsCarriedByAnotherThread() {
    needs(MANY_AT_ONCE);
    assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "one processor carries all");
    var computing = new CountDownLatch(1);
    var enough = new AtomicBoolean();
    Server server =
        serve(connection -> {
          for (String line; (line = connection.readLine()) != null; ) {
            if (line.equals("compute")) {
              computing.countDown();
              while (!enough.get()) {
                Thread.onSpinWait();
              }
            }
            connection.writeLine(line);
          }
        });
    try {
      List<Peer> others = new ArrayList<>();
      Peer first = peer(server);
      assertThat(first.send("hello\n").line()).isEqualTo("hello");
      for (int i = 0; i < OTHERS; i++) {
        others.add(peer(server));
        assertThat(others.getLast().send("hello\n").line()).isEqualTo("hello");
      }
      first.send("compute\n");
      Eventually.happens(computing);
      others.forEach(peer -> peer.send("meanwhile\n"));
      // With two loops, those of one of them; with threads of their own, all.
      Eventually.that(
          "half of the others are answered meanwhile",
          () -> others.stream().filter(Peer::hasSomething).count() >= others.size() / 2);
      enough.set(true);
      assertThat(first.line()).isEqualTo("compute");
      others.forEach(peer -> assertThat(peer.line()).isEqualTo("meanwhile"));
    } finally {
      enough.set(true);
    }
  }

  @Test
  void aTimedWaitEndsInItsTimeThoughNothingElseHappens() {
    Peer peer =
        peer(
            serve(c -> {
              c.readLine();
              long began = System.nanoTime();
              Thread.sleep(100);
              c.writeLine(String.valueOf((System.nanoTime() - began) / 1_000_000));
            }));
    peer.send("go\n");
    assertThat(Long.parseLong(peer.line())).isBetween(100L, 5_000L);
  }

  @Test
  void aTimedWaitForAFutureTimesOut() {
    var served =
        new Served<>(c -> {
          try {
            return new CompletableFuture<Boolean>().get(50, TimeUnit.MILLISECONDS);
          } catch (TimeoutException e) {
            return true;
          }
        });
    peerOf(served);
    assertThat(served.value()).isTrue();
  }

  @Test
  void manySleepersAwakeEachInItsTurn() {
    needs(MANY_AT_ONCE);
    var order = new LinkedBlockingQueue<Integer>();
    Server server =
        serve(c -> {
          int turn = Integer.parseInt(c.readLine());
          c.writeLine("asleep");
          c.flush();
          Thread.sleep(200L * turn);
          order.add(turn);
        });
    for (int turn : new int[] {4, 2, 3, 1}) {
      peer(server).send(turn + "\n");
    }
    Eventually.that("all awake", () -> order.size() == 4);
    assertThat(order).containsExactly(1, 2, 3, 4);
  }

  @Test
  void aHandlerIsWokenFromAPlainThreadFromAnotherHandlerAndFromAPool() throws Exception {
    needs(MANY_AT_ONCE);
    var queue = new LinkedBlockingQueue<String>();
    Server server =
        serve(c -> {
          if (c.readLine().equals("take")) {
            for (int i = 0; i < 3; i++) {
              c.writeLine("took " + queue.take());
              c.flush();
            }
          } else {
            queue.add("from a handler");
          }
        });
    Peer taker = peer(server).send("take\n");
    queue.add("from a thread");
    assertThat(taker.line()).isEqualTo("took from a thread");
    ForkJoinPool.commonPool().submit(() -> queue.add("from a pool")).get();
    assertThat(taker.line()).isEqualTo("took from a pool");
    peer(server).send("put\n");
    assertThat(taker.line()).isEqualTo("took from a handler");
  }

  @Test
  void handlersThatTakeTurnsByALockNeitherLoseAWakeUpNorAnUpdate() {
    needs(MANY_AT_ONCE);
    var lock = new ReentrantLock(true);
    var counter = new int[1];
    Server server =
        serve(c -> {
          c.readLine();
          for (int i = 0; i < 2000; i++) {
            lock.lock();
            try {
              counter[0]++;
            } finally {
              lock.unlock();
            }
          }
          c.writeLine("done");
        });
    List<Peer> peers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      peers.add(peer(server).send("go\n"));
    }
    peers.forEach(p -> assertThat(p.line()).isEqualTo("done"));
    assertThat(counter[0]).isEqualTo(16_000);
  }

  @Test
  void aPairOfHandlersMayPlayPingPongThroughQueues() {
    needs(MANY_AT_ONCE);
    var ping = new SynchronousQueue<Integer>();
    var pong = new SynchronousQueue<Integer>();
    Server server =
        serve(c -> {
          boolean first = c.readLine().equals("ping");
          for (int i = 0; i < 3000; i++) {
            if (first) {
              ping.put(i);
              assertThat(pong.take()).isEqualTo(i);
            } else {
              pong.put(ping.take());
            }
          }
          c.writeLine("done");
        });
    Peer one = peer(server).send("ping\n");
    Peer two = peer(server).send("pong\n");
    assertThat(one.line()).isEqualTo("done");
    assertThat(two.line()).isEqualTo("done");
  }

  @Test
  void childThreadsMayUseTheConnection() {
    var served =
        new Served<>(c -> {
          var line = new CompletableFuture<String>();
          Thread reader =
              Thread.startVirtualThread(() -> {
                try {
                  line.complete(c.readLine());
                } catch (Exception e) {
                  line.completeExceptionally(e);
                }
              });
          Thread writer =
              Thread.startVirtualThread(() -> {
                try {
                  c.writeLine("from a child");
                  c.flush();
                } catch (Exception e) {
                  line.completeExceptionally(e);
                }
              });
          writer.join();
          reader.join();
          return line.get();
        });
    Peer peer = peerOf(served);
    assertThat(peer.line()).isEqualTo("from a child");
    peer.send("to a child\n");
    assertThat(served.value()).isEqualTo("to a child");
  }

  @Test
  void manyChildThreadsRunAndEnd() {
    var served =
        new Served<>(c -> {
          var sum = new AtomicInteger();
          List<Thread> children = new ArrayList<>();
          for (int i = 0; i < 1000; i++) {
            children.add(
                Thread.startVirtualThread(() -> {
                  LockSupport.parkNanos(1_000_000);
                  sum.incrementAndGet();
                }));
          }
          for (Thread child : children) {
            child.join();
          }
          return sum.get();
        });
    peerOf(served);
    assertThat(served.value()).isEqualTo(1000);
  }

  @Test
  void threadLocalsBelongToTheConnection() {
    needs(MANY_AT_ONCE);
    var local = new ThreadLocal<String>();
    Handler handler =
        c -> {
          for (String line; (line = c.readLine()) != null; ) {
            c.writeLine(String.valueOf(local.get()));
            local.set(line);
          }
        };
    Server server = serve(handler);
    Peer one = peer(server);
    Peer two = peer(server);
    assertThat(one.send("a\n").line()).isEqualTo("null");
    assertThat(two.send("b\n").line()).isEqualTo("null");
    assertThat(one.send("c\n").line()).isEqualTo("a");
    assertThat(two.send("d\n").line()).isEqualTo("b");
  }

  @Test
  void anInterruptEndsAHandlersWait() {
    var thread = new CompletableFuture<Thread>();
    var served =
        new Served<>(c -> {
          thread.complete(Thread.currentThread());
          new CountDownLatch(1).await();
          return null;
        });
    peerOf(served);
    Eventually.result(thread).interrupt();
    assertThat(served.failure()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void aHandlerThatLeavesItsThreadInterruptedHarmsNobodyAfterIt() {
    var first = new AtomicInteger();
    Server server =
        serve(c -> {
          if (first.getAndIncrement() == 0) {
            c.readLine();
            Thread.currentThread().interrupt();
          } else {
            ECHO.handle(c);
          }
        });
    peer(server).send("go\n").seesItGone();
    for (int i = 0; i < 3; i++) {
      Peer peer = peer(server);
      assertThat(peer.send("x\n").line()).isEqualTo("ECHO: x");
      peer.close();
    }
  }

  @Test
  void aHandlerMayTalkToAnotherServerOfTheSameEngine() {
    needs(MANY_AT_ONCE);
    Server back = serve(ECHO);
    Client client = client();
    Server front =
        serve(c -> {
          try (Connection out = client.connect(back.address())) {
            for (String line; (line = c.readLine()) != null; ) {
              out.writeLine(line);
              c.writeLine("via: " + out.readLine());
            }
          }
        });
    List<Peer> peers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      peers.add(peer(front));
    }
    for (int round = 0; round < 20; round++) {
      for (Peer peer : peers) {
        peer.send(round + "\n");
      }
      for (Peer peer : peers) {
        assertThat(peer.line()).isEqualTo("via: ECHO: " + round);
      }
    }
  }
}
