package dev.heddle.testkit.contract;

import static dev.heddle.testkit.contract.EngineUnderTest.Ability.BOUNDS_UNSENT;
import static dev.heddle.testkit.contract.EngineUnderTest.Ability.MANY_AT_ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Connection;
import dev.heddle.Server;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Writers wait for peers that do not read, and nothing else waits with them.
@Needs(EngineUnderTest.Ability.HANDLERS)
@Tag("back-pressure")
abstract class BackPressureContract extends Contract {
  private static final int MIB = 1024 * 1024;

  /// More than both kernels' buffers and the library's own take together.
  private static final long SOON = 24L * MIB;

  @Test
  void aWriterParksWhileItsPeerDoesNotReadAndGoesOnWhenItDoes() {
    var written = new AtomicLong();
    int blocks = 1024;
    byte[] block = pattern(64 * 1024);
    Server server =
        serve(c -> {
          for (int i = 0; i < blocks; i++) {
            c.write(block);
            written.addAndGet(block.length);
          }
        });
    Peer peer = narrowPeer(server);
    Eventually.that("it writes", () -> written.get() > 0);
    long parkedAt = Eventually.stalls(Duration.ofMillis(300), written::get);
    assertThat(parkedAt).isLessThan(SOON);
    for (int i = 0; i < blocks; i++) {
      assertThat(peer.bytes(block.length)).isEqualTo(block);
    }
    peer.seesTheEnd();
    assertThat(written.get()).isEqualTo((long) blocks * block.length);
  }

  @Test
  void aWriterOfSmallPiecesParksToo() {
    var written = new AtomicLong();
    Server server =
        serve(c -> {
          for (int i = 0; i < 4 * MIB; i++) {
            c.writeLine("0123456789");
            written.addAndGet(11);
          }
        });
    Peer peer = narrowPeer(server);
    Eventually.that("it writes", () -> written.get() > 0);
    long parkedAt = Eventually.stalls(Duration.ofMillis(300), written::get);
    assertThat(parkedAt).isLessThan(SOON);
    for (int i = 0; i < 1000; i++) {
      assertThat(peer.line()).isEqualTo("0123456789");
    }
  }

  @Test
  void oneWriteThatIsLargerThanAllBuffersParksAndArrivesWhole() {
    byte[] much = pattern(32 * MIB);
    var served =
        new Served<>(c -> {
          c.write(ByteBuffer.wrap(much));
          c.flush();
          return true;
        });
    Server server = serve(served);
    Peer peer = narrowPeer(server);
    Eventually.stalls(Duration.ofMillis(100), () -> server.stats().bytesOut());
    assertThat(served.isOver()).isFalse();
    assertThat(peer.bytes(much.length)).isEqualTo(much);
    assertThat(served.value()).isTrue();
  }

  @Test
  void aDirectBufferArrivesAsItWasThoughItIsUsedAgainAtOnce() {
    int blocks = 64;
    byte[] block = pattern(200_000);
    Server server =
        serve(c -> {
          ByteBuffer direct = ByteBuffer.allocateDirect(block.length);
          for (int i = 0; i < blocks; i++) {
            c.writeText("head\n");
            c.write(direct.clear().put(block).flip());
            if (direct.hasRemaining()) {
              throw new AssertionError("not all was taken: " + direct);
            }
            for (int at = 0; at < direct.capacity(); at += 1000) {
              direct.put(at, (byte) 0);
            }
          }
        });
    Peer peer = narrowPeer(server);
    for (int i = 0; i < blocks; i++) {
      assertThat(peer.line()).isEqualTo("head");
      assertThat(peer.bytes(block.length)).isEqualTo(block);
    }
    peer.seesTheEnd();
  }

  @Test
  void theWriterOfADirectBufferIsFreedWhenTheConnectionIsClosed() {
    var served =
        new Served<>(c -> {
          c.write(ByteBuffer.allocateDirect(32 * MIB));
          return true;
        });
    Server server = serve(served);
    narrowPeer(server);
    Eventually.stalls(Duration.ofMillis(100), () -> server.stats().bytesOut());
    served.connection().abort();
    assertThat(served.failure()).isInstanceOf(IOException.class);
  }

  @Test
  void theSystemKeepsLittleForAPeerThatDoesNotRead() {
    needs(BOUNDS_UNSENT);
    Server server = serve(Contract::writeUntilItFails);
    narrowPeer(server);
    Eventually.that("it writes", () -> server.stats().bytesOut() > 0);
    long taken = Eventually.stalls(Duration.ofMillis(300), () -> server.stats().bytesOut());
    assertThat(taken).isLessThan(MIB / 2);
  }

  @Test
  void memoryStaysBoundedWhileAPeerDoesNotRead() {
    Server server = serve(Contract::writeUntilItFails);
    long before = LiveHeap.bytes();
    narrowPeer(server);
    Eventually.stalls(Duration.ofMillis(300), () -> server.stats().bytesOut());
    LiveHeap.comesBelow(before + 16L * MIB);
  }

  @Test
  void aPeerThatSendsToAHandlerThatDoesNotReadIsHeldUp() {
    Server server =
        serve(c -> {
          c.readLine();
          c.outbox().sendLine("I do not read");
          Thread.sleep(Duration.ofMinutes(5));
        });
    Peer peer = peer(server).send("go\n");
    assertThat(peer.line()).isEqualTo("I do not read");
    var sent = new AtomicLong();
    Future<Void> sending =
        asideRun(() -> {
          byte[] block = new byte[64 * 1024];
          while (sent.get() < 256L * MIB) {
            peer.send(block);
            sent.addAndGet(block.length);
          }
        });
    long before = LiveHeap.bytes();
    Eventually.that("it sends", () -> sent.get() > 0);
    assertThat(Eventually.stalls(Duration.ofMillis(300), sent::get)).isLessThan(64L * MIB);
    LiveHeap.comesBelow(before + 16L * MIB);
    peer.reset();
    assertThat(Eventually.failure(sending)).isInstanceOf(java.io.UncheckedIOException.class);
  }

  @Test
  void sixtyFourMebibytesComeBackThoughBothSidesBuffersAreFull() {
    int size = 64 * MIB;
    byte[] block = pattern(256 * 1024);
    Server server =
        serve(c -> {
          ByteBuffer buffer = ByteBuffer.allocate(32 * 1024);
          while (c.read(buffer.clear()) >= 0) {
            c.write(buffer.flip());
          }
        });
    Peer peer = peer(server);
    var sent = new AtomicLong();
    Future<Void> sending =
        asideRun(() -> {
          while (sent.get() < size) {
            peer.send(block);
            sent.addAndGet(block.length);
          }
          peer.halfClose();
        });
    Eventually.that("it sends", () -> sent.get() > 0);
    assertThat(Eventually.stalls(Duration.ofMillis(100), sent::get)).as("held up").isLessThan(size);
    for (int i = 0; i < size / block.length; i++) {
      assertThat(java.util.Arrays.equals(peer.bytes(block.length), block))
          .as("block " + i)
          .isTrue();
    }
    peer.seesTheEnd();
    Eventually.result(sending);
    assertThat(server.stats().bytesOut()).isEqualTo(size);
  }

  @Test
  void aConnectionWhoseWriterIsParkedDelaysNoOther() {
    needs(MANY_AT_ONCE);
    Server server =
        serve(c -> {
          if ("stick".equals(c.readLine())) {
            writeUntilItFails(c);
          }
          ECHO.handle(c);
        });
    for (int i = 0; i < 5; i++) {
      narrowPeer(server).send("stick\n");
    }
    Eventually.stalls(Duration.ofMillis(100), () -> server.stats().bytesOut());
    Peer lively = peer(server).send("go\n");
    for (int i = 0; i < 100; i++) {
      assertThat(lively.send(i + "\n").line()).isEqualTo("ECHO: " + i);
    }
  }

  @Test
  void aReaderGoesOnWhileTheWriterOfTheSameConnectionIsParked() {
    var lines = new AtomicLong();
    var served =
        new Served<>(c -> {
          Thread writer = Thread.ofVirtual().start(() -> swallow(() -> writeUntilItFails(c)));
          while (c.readLine() != null) {
            lines.incrementAndGet();
          }
          c.abort();
          writer.join();
          return true;
        });
    Server server = serve(served);
    Peer peer = narrowPeer(server);
    Eventually.stalls(Duration.ofMillis(100), () -> server.stats().bytesOut());
    peer.send("1\n2\n3\n");
    Eventually.that("they are read", () -> lines.get() == 3);
    peer.halfClose();
    assertThat(served.value()).isTrue();
  }

  @Test
  void outputIsFlushedBeforeAReadThatWaits() {
    Peer peer = peer(serve(ECHO));
    for (int i = 0; i < 20; i++) {
      assertThat(peer.send(i + "\n").line()).isEqualTo("ECHO: " + i);
    }
  }

  @Test
  void outputIsFlushedBeforeATimedReadThatWaits() {
    Peer peer =
        peerOf(
            new Served<>(c -> {
              c.readTimeout(Duration.ofMinutes(1));
              c.writeLine("your name?");
              return c.readLine();
            }));
    assertThat(peer.line()).isEqualTo("your name?");
    peer.send("Ada\n");
    peer.seesTheEnd();
  }

  @Test
  void outputIsFlushedBeforeWaitingForTheRestOfAMessage() {
    Peer peer =
        peerOf(
            new Served<>(c -> {
              c.writeLine("ready");
              return c.readExactly(10);
            }));
    peer.send("12345");
    assertThat(peer.line()).isEqualTo("ready");
    peer.send("67890");
    peer.seesTheEnd();
  }

  @Test
  void outputIsFlushedBeforeWaitingForAMessage() {
    Peer peer =
        peerOf(
            new Served<>(c -> {
              c.writeLine("ready");
              return c.awaitMessage();
            }));
    assertThat(peer.line()).isEqualTo("ready");
    peer.halfClose();
    peer.seesTheEnd();
  }

  @Test
  void pipelinedRequestsAreAllAnsweredInOrder() {
    Peer peer = peer(serve(ECHO));
    var requests = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      requests.append(i).append('\n');
    }
    Future<Peer> sending = aside(() -> peer.send(requests.toString()));
    for (int i = 0; i < 10_000; i++) {
      assertThat(peer.line()).isEqualTo("ECHO: " + i);
    }
    Eventually.result(sending);
  }

  @Test
  void flushSendsAtOnce() {
    var goOn = new java.util.concurrent.CountDownLatch(1);
    Peer peer =
        peerOf(
            new Served<>(c -> {
              c.writeText("now");
              c.flush();
              Eventually.happens(goOn);
              return null;
            }));
    assertThat(peer.text(3)).isEqualTo("now");
    goOn.countDown();
    peer.seesTheEnd();
  }

  @Test
  void writesOfAllSizesArriveInOrder() {
    byte[] all = pattern(600_000);
    int[] sizes = {1, 511, 512, 513, 1, 16_383, 16_384, 16_385, 3, 65_536, 70_000, 2, 0, 100_000};
    Peer peer =
        peerOf(
            new Served<>(c -> {
              int at = 0;
              for (int i = 0; at < all.length; i++) {
                int size = Math.min(sizes[i % sizes.length], all.length - at);
                c.write(ByteBuffer.wrap(all, at, size));
                at += size;
              }
              return null;
            }));
    assertThat(peer.bytes(all.length)).isEqualTo(all);
    peer.seesTheEnd();
  }

  @Test
  void aSmallHighWaterMarkStillSendsEverything() {
    byte[] all = pattern(300_000);
    Server server =
        serve(
            c -> {
              for (int at = 0; at < all.length; at += 1000) {
                c.write(ByteBuffer.wrap(all, at, 1000));
              }
            },
            QUICK.withWaterMarks(10, 100));
    Peer peer = narrowPeer(server);
    assertThat(peer.bytes(all.length)).isEqualTo(all);
    peer.seesTheEnd();
  }

  @Test
  void theWritersBufferIsItsOwnAgainWhenWriteReturns() {
    Peer peer =
        peerOf(
            new Served<>(c -> {
              byte[] reused = new byte[40_000];
              for (int i = 0; i < 50; i++) {
                java.util.Arrays.fill(reused, (byte) i);
                c.write(i % 2 == 0 ? reused : java.util.Arrays.copyOf(reused, 100));
              }
              java.util.Arrays.fill(reused, (byte) -1);
              c.flush();
              return null;
            }));
    for (int i = 0; i < 50; i++) {
      byte[] expected = new byte[i % 2 == 0 ? 40_000 : 100];
      java.util.Arrays.fill(expected, (byte) i);
      assertThat(peer.bytes(expected.length)).isEqualTo(expected);
    }
    peer.seesTheEnd();
  }

  @Test
  void whatAWriterWritesWhileTheReaderWaitsIsSentWithoutAFlush() {
    var served =
        new Served<>(c -> {
          String line = c.readLine();
          return line;
        });
    Server server = serve(served);
    Peer peer = peer(server);
    Connection connection = served.connection();
    peer.send("the reader wai");
    Eventually.that("it waits", () -> server.stats().bytesIn() == 14);
    Eventually.result(asideRun(() -> connection.writeLine("unasked")));
    assertThat(peer.line()).isEqualTo("unasked");
    peer.send("ts\n");
    assertThat(served.value()).isEqualTo("the reader waits");
  }

  @Test
  void oneReaderAndOneWriterAtTheSameTimeDoNotDisturbEachOther() {
    int lines = 20_000;
    var served =
        new Served<>(c -> {
          var writing = new CompletableFuture<Void>();
          Thread.ofVirtual()
              .start(() -> {
                try {
                  for (int i = 0; i < lines; i++) {
                    c.writeLine("out " + i);
                  }
                  writing.complete(null);
                } catch (Throwable e) {
                  writing.completeExceptionally(e);
                }
              });
          for (int i = 0; i < lines; i++) {
            assertThat(c.readLine()).isEqualTo("in " + i);
          }
          Eventually.result(writing);
          return true;
        });
    Peer peer = peerOf(served);
    Future<Void> sending =
        asideRun(() -> {
          for (int i = 0; i < lines; i++) {
            peer.send("in " + i + "\n");
          }
        });
    for (int i = 0; i < lines; i++) {
      assertThat(peer.line()).isEqualTo("out " + i);
    }
    Eventually.result(sending);
    assertThat(served.value()).isTrue();
  }

  @Test
  void aWriterIsNotRefusedBecauseTheReaderSendsWhatWasWrittenBefore() {
    var flushing = new CompletableFuture<Long>();
    var served =
        new Served<>(c -> {
          long filled = fill(c.outbox());
          c.writeLine("written before");
          flushing.complete(filled);
          return c.readLine(); // has to send that first, and is stuck in it
        });
    Server server = serve(served);
    Peer peer = narrowPeer(server);
    int filled = Math.toIntExact(Eventually.result(flushing));
    Connection connection = served.connection();
    Future<Void> second = asideRun(() -> connection.writeLine("written after"));
    assertThat(peer.bytes(filled)).hasSize(filled);
    assertThat(peer.line()).isEqualTo("written before");
    assertThat(peer.line()).isEqualTo("written after");
    Eventually.result(second);
    peer.send("go\n");
    assertThat(served.value()).isEqualTo("go");
  }

  private static void swallow(Action action) {
    try {
      action.run();
    } catch (Exception e) {
      // The test ends it.
    }
  }
}
