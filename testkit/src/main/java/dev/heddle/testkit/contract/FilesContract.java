package dev.heddle.testkit.contract;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.CloseReason;
import dev.heddle.ConnectionBrokenException;
import dev.heddle.ConnectionEndedException;
import dev.heddle.Outbox;
import dev.heddle.Server;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A handler sends files, whatever moves their bytes.
@Needs(EngineUnderTest.Ability.HANDLERS)
@Tag("files")
abstract class FilesContract extends Contract {
  private static final int MIB = 1024 * 1024;

  /// More than both kernels' buffers take together.
  private static final int MUCH = 24 * MIB;

  private static final long GIB = 1024L * MIB;

  @TempDir Path folder;

  private FileChannel file(byte[] content) throws IOException {
    Path path = folder.resolve("file");
    Files.write(path, content);
    return closing(FileChannel.open(path));
  }

  @Test
  void aFileArrivesBetweenWhatIsWrittenBeforeAndAfterIt() throws Exception {
    byte[] content = pattern(3 * MIB + 17);
    FileChannel file = file(content);
    Server server =
        serve(c -> {
          c.writeLine("before");
          c.writeFile(file, 0, content.length);
          c.writeLine("after");
          c.writeFile(file, 0, content.length);
        });
    Peer peer = peer(server);
    assertThat(peer.line()).isEqualTo("before");
    assertThat(Arrays.equals(peer.bytes(content.length), content)).isTrue();
    assertThat(peer.line()).isEqualTo("after");
    assertThat(Arrays.equals(peer.bytes(content.length), content)).isTrue();
    peer.seesTheEnd();
    Eventually.that("all is counted", () -> server.stats().bytesOut() == 2L * content.length + 13);
    assertThat(server.stats().messagesOut()).isEqualTo(4);
    assertThat(file.position()).as("the channel's own position").isZero();
  }

  @Test
  void partsOfAFileArriveAlsoEmptyOnes() throws Exception {
    byte[] content = pattern(100_000);
    FileChannel file = file(content);
    Server server =
        serve(c -> {
          c.writeFile(file, 99_990, 10);
          c.writeFile(file, 5, 0);
          c.writeFile(file, 100_000, 0);
          c.writeFile(file, 12_345, 70_000);
        });
    Peer peer = peer(server);
    assertThat(peer.bytes(10)).isEqualTo(Arrays.copyOfRange(content, 99_990, 100_000));
    assertThat(peer.bytes(70_000)).isEqualTo(Arrays.copyOfRange(content, 12_345, 82_345));
    peer.seesTheEnd();
  }

  @Test
  void aPartBeyondFourGibibytesArrives() throws Exception {
    byte[] content = pattern(200_000);
    Path path = folder.resolve("large");
    FileChannel file = closing(FileChannel.open(path, CREATE, READ, WRITE));
    file.write(ByteBuffer.wrap(content), 5 * GIB); // what is before it takes no room on the disk
    Server server = serve(c -> c.writeFile(file, 5 * GIB - 7, content.length + 7L));
    Peer peer = peer(server);
    assertThat(peer.bytes(7)).isEqualTo(new byte[7]);
    assertThat(peer.bytes(content.length)).isEqualTo(content);
    peer.seesTheEnd();
  }

  @Test
  void theWriterOfAFileParksWhileItsPeerDoesNotReadAndGoesOnWhenItDoes() throws Exception {
    byte[] content = pattern(MUCH);
    FileChannel file = file(content);
    var served =
        new Served<>(c -> {
          c.writeFile(file, 0, content.length);
          return true;
        });
    Server server = serve(served);
    Peer peer = narrowPeer(server);
    Eventually.that("it writes", () -> server.stats().bytesOut() > 0);
    Eventually.stalls(Duration.ofMillis(300), () -> server.stats().bytesOut());
    assertThat(served.isOver()).isFalse();
    peer.widen();
    assertThat(Arrays.equals(peer.bytes(content.length), content)).isTrue();
    peer.seesTheEnd();
    assertThat(served.value()).isTrue();
  }

  @Test
  void aFileIsNotTornByWhatOthersSend() throws Exception {
    byte[] content = new byte[8 * MIB];
    Arrays.fill(content, (byte) 'f');
    FileChannel file = file(content);
    var served =
        new Served<>(c -> {
          c.writeFile(file, 0, content.length);
          return true;
        });
    Peer peer = peer(serve(served));
    Future<Void> others =
        asideRun(() -> {
          for (int i = 0; i < 100; i++) {
            served.connection().outbox().sendText("m");
          }
        });
    String all = new String(peer.rest(), US_ASCII);
    Eventually.result(others);
    assertThat(all.indexOf('f')).isNotNegative();
    assertThat(all.lastIndexOf('f') - all.indexOf('f')).isEqualTo(content.length - 1);
  }

  @Test
  void nothingComesBetweenAFileAndTheHeaderThatWasWrittenBeforeIt() throws Exception {
    FileChannel file = file("f".getBytes(US_ASCII));
    int files = 500;
    var served =
        new Served<>(c -> {
          for (int i = 0; i < files; i++) {
            c.writeText("h");
            c.writeFile(file, 0, 1);
          }
          return true;
        });
    Peer peer = peer(serve(served));
    Future<Void> others =
        asideRun(() -> {
          Outbox outbox = served.connection().outbox();
          while (!served.isOver()) {
            if (outbox.pending() == 0) {
              outbox.sendText("m");
            }
          }
        });
    String all = new String(peer.rest(), US_ASCII);
    Eventually.result(others);
    assertThat(all.replace("m", "")).isEqualTo("hf".repeat(files));
    assertThat(all).doesNotContain("hm");
  }

  @Test
  void aFileThatHasBecomeShorterIsSentAsFarAsItGoesAndThenThrows() throws Exception {
    byte[] content = pattern(300_000);
    FileChannel file = file(content);
    var served =
        new Served<>(c -> {
          assertThatThrownBy(() -> c.writeFile(file, 100_000, 300_000))
              .isExactlyInstanceOf(EOFException.class);
          c.closeWithReset();
          return true;
        });
    Peer peer = peerOf(served);
    assertThat(peer.bytes(200_000)).isEqualTo(Arrays.copyOfRange(content, 100_000, 300_000));
    peer.seesAReset();
    assertThat(served.value()).isTrue();
  }

  @Test
  void aFileThatIsClosedSaysSoAndTheConnectionGoesOn() throws Exception {
    FileChannel file = file(pattern(1000));
    file.close();
    Server server =
        serve(c -> {
          assertThatThrownBy(() -> c.writeFile(file, 0, 1000))
              .isExactlyInstanceOf(ClosedChannelException.class);
          assertThatThrownBy(() -> c.writeFile(file, -1, 1000))
              .isInstanceOf(IllegalArgumentException.class);
          assertThatThrownBy(() -> c.writeFile(file, 0, -1))
              .isInstanceOf(IllegalArgumentException.class);
          ECHO.handle(c);
        });
    Peer peer = peer(server).send("still here\n");
    assertThat(peer.line()).isEqualTo("ECHO: still here");
  }

  /// A writer of a file whose peer does not read.
  private final class Stuck {
    final CompletableFuture<Thread> writer = new CompletableFuture<>();
    final Served<Boolean> served;
    final Server server;
    final Peer peer;

    Stuck() throws IOException {
      FileChannel file = file(pattern(MUCH));
      served =
          new Served<>(c -> {
            writer.complete(Thread.currentThread());
            c.writeFile(file, 0, MUCH);
            return true;
          });
      server = serve(served);
      peer = narrowPeer(server);
      Eventually.that("it writes", () -> server.stats().bytesOut() > 0);
      Eventually.stalls(Duration.ofMillis(100), () -> server.stats().bytesOut());
    }
  }

  @Test
  void theWriterOfAFileIsFreedWhenTheConnectionIsClosed() throws Exception {
    var stuck = new Stuck();
    stuck.served.connection().abort();
    assertThat(stuck.served.failure()).isInstanceOf(ConnectionEndedException.class);
  }

  @Test
  void aPeerThatResetsDuringAFileBreaksTheConnection() throws Exception {
    var stuck = new Stuck();
    stuck.peer.reset();
    assertThat(stuck.served.failure()).isInstanceOf(ConnectionBrokenException.class);
    countsAs(stuck.server, CloseReason.BROKEN);
  }

  @Test
  void anInterruptDuringAFileEndsTheConnection() throws Exception {
    var stuck = new Stuck();
    Eventually.result(stuck.writer).interrupt();
    assertThat(stuck.served.failure()).isInstanceOf(IOException.class);
    stuck.peer.seesItGone();
    Eventually.that("the connection has ended", () -> stuck.server.connections().isEmpty());
  }
}
