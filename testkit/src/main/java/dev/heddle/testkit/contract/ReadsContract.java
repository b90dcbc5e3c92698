package dev.heddle.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Server;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import java.io.EOFException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Reads of other kinds: so many bytes, what is there, streams, and how long each may take.
@Needs(EngineUnderTest.Ability.HANDLERS)
@Tag("reads")
abstract class ReadsContract extends Contract {
  private static final Duration SHORT = Duration.ofMillis(60);

  @Test
  void exactlySoManyBytesAreReadHoweverTheyCome() {
    byte[] all = pattern(300_000);
    var served =
        new Served<>(c -> {
          byte[] head = c.readExactly(1);
          byte[] body = c.readExactly(299_990);
          byte[] none = c.readExactly(0);
          byte[] tail = c.readExactly(9);
          return ByteBuffer.allocate(300_000).put(head).put(body).put(none).put(tail).array();
        });
    Peer peer = peerOf(served);
    for (int at = 0; at < all.length; at += 7_001) {
      peer.send(all, at, Math.min(7_001, all.length - at));
    }
    assertThat(served.value()).isEqualTo(all);
  }

  @Test
  void fewerBytesThanAskedForAreAnError() {
    var served = new Served<>(c -> c.readExactly(5));
    peerOf(served).send("1234").halfClose();
    assertThat(served.failure()).isInstanceOf(EOFException.class);
  }

  @Test
  void aNegativeNumberOfBytesIsRefused() {
    var served = new Served<>(c -> c.readExactly(-1));
    peerOf(served);
    assertThat(served.failure()).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPlainReadReturnsWhatIsThere() {
    var served =
        new Served<>(c -> {
          ByteBuffer buffer = ByteBuffer.allocate(100);
          int first = c.read(buffer);
          while (buffer.position() < 6) {
            c.read(buffer);
          }
          int nothing = c.read(ByteBuffer.allocate(0));
          int end = c.read(buffer);
          return first > 0 && nothing == 0 && end == -1
              ? new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8)
              : first + " " + nothing + " " + end;
        });
    peerOf(served).send("abc").send("def").halfClose();
    assertThat(served.value()).isEqualTo("abcdef");
  }

  @Test
  void aPlainReadIntoLittleRoomLeavesTheRest() {
    var served =
        new Served<>(c -> {
          ByteBuffer two = ByteBuffer.allocate(2);
          c.awaitMessage();
          c.read(two);
          return new String(two.array(), StandardCharsets.UTF_8) + "," + c.readLine();
        });
    peerOf(served).send("abcdef\n");
    assertThat(served.value()).matches("(ab|a.),?.*f");
  }

  @Test
  void aPlainReadIntoADirectBufferWorks() {
    var served =
        new Served<>(c -> {
          ByteBuffer direct = ByteBuffer.allocateDirect(3);
          while (direct.hasRemaining() && c.read(direct) > 0) {}
          c.write(direct.flip());
          return direct.hasRemaining();
        });
    Peer peer = peerOf(served).send("xyz");
    assertThat(peer.text(3)).isEqualTo("xyz");
    assertThat(served.value()).as("the buffer is consumed").isFalse();
  }

  @Test
  void theStreamsCarryTheSameBytes() {
    byte[] all = pattern(200_000);
    Peer peer =
        peerOf(
            new Served<>(c -> {
              InputStream in = c.input();
              OutputStream out = c.output();
              out.write(in.read());
              in.transferTo(out);
              out.flush();
              return null;
            }));
    var sending = asideRun(() -> peer.send(all).halfClose());
    assertThat(peer.bytes(all.length)).isEqualTo(all);
    peer.seesTheEnd();
    Eventually.result(sending);
  }

  @Test
  void closingTheOutputStreamHalfCloses() {
    var served =
        new Served<>(c -> {
          try (OutputStream out = c.output()) {
            out.write('x');
          }
          return c.readLine();
        });
    Peer peer = peerOf(served);
    assertThat(peer.text(1)).isEqualTo("x");
    peer.seesTheEnd();
    peer.send("heard\n");
    assertThat(served.value()).isEqualTo("heard");
  }

  @Test
  void streamsAndLinesMayBeUsedInTurn() {
    var served =
        new Served<>(c -> {
          String first = c.readLine();
          byte[] bytes = c.input().readNBytes(4);
          return first + "," + new String(bytes, StandardCharsets.UTF_8) + "," + c.readLine();
        });
    peerOf(served).send("one\nfourtwo\n");
    assertThat(served.value()).isEqualTo("one,four,two");
  }

  @Test
  void theInputStreamsEndIsMinusOneAgainAndAgain() {
    var served = new Served<>(c -> c.input().read() + c.input().read() + c.input().read());
    peerOf(served).halfClose();
    assertThat(served.value()).isEqualTo(-3);
  }

  @Test
  void awaitMessageTellsWhetherThereIsOneAndTakesNothing() {
    var served =
        new Served<>(c ->
            c.awaitMessage()
                + ","
                + c.awaitMessage()
                + ","
                + c.readLine()
                + ","
                + c.awaitMessage());
    peerOf(served).send("one\n").halfClose();
    assertThat(served.value()).isEqualTo("true,true,one,false");
  }

  @Test
  void aReadThatTakesTooLongThrowsAndTheConnectionStaysUsable() {
    var served =
        new Served<>(c -> {
          c.readTimeout(SHORT);
          assertThatThrownBy(c::readLine).isInstanceOf(SocketTimeoutException.class);
          c.writeLine("still here?");
          c.readTimeout(null);
          return c.readLine();
        });
    Peer peer = peerOf(served);
    assertThat(peer.line()).isEqualTo("still here?");
    peer.send("yes\n");
    assertThat(served.value()).isEqualTo("yes");
  }

  @Test
  void aLineOfWhichHalfHadComeInTimeIsKept() {
    var served =
        new Served<>(c -> {
          c.readTimeout(SHORT);
          while (true) {
            try {
              return c.readLine();
            } catch (SocketTimeoutException e) {
              c.writeLine("late");
              c.flush();
            }
          }
        });
    Server server = serve(served);
    Peer peer = peer(server).send("half a ");
    Eventually.that("half is read", () -> server.stats().bytesIn() == 7);
    assertThat(peer.line()).isEqualTo("late");
    peer.send("line\n");
    assertThat(served.value()).isEqualTo("half a line");
  }

  @Test
  void bytesOfWhichHalfHadComeInTimeAreKept() {
    var served =
        new Served<>(c -> {
          c.readTimeout(SHORT);
          while (true) {
            try {
              return new String(c.readExactly(8), StandardCharsets.UTF_8);
            } catch (SocketTimeoutException e) {
              c.writeLine("late");
              c.flush();
            }
          }
        });
    Server server = serve(served);
    Peer peer = peer(server).send("half");
    Eventually.that("half is read", () -> server.stats().bytesIn() == 4);
    assertThat(peer.line()).isEqualTo("late");
    peer.send("rest").halfClose();
    assertThat(served.value()).isEqualTo("halfrest");
  }

  @Test
  void aFrameOfWhichHalfHadComeInTimeIsKept() {
    var served =
        new Served<>(c -> {
          c.readTimeout(SHORT);
          while (true) {
            try {
              return new String(c.readFrame(), StandardCharsets.UTF_8);
            } catch (SocketTimeoutException e) {
              c.writeLine("late");
              c.flush();
            }
          }
        });
    Server server = serve(served);
    Peer peer = peer(server).send(new byte[] {0, 0, 0, 4, 'h', 'a'});
    Eventually.that("half is read", () -> server.stats().bytesIn() == 6);
    assertThat(peer.line()).isEqualTo("late");
    peer.send("lf").halfClose();
    assertThat(served.value()).isEqualTo("half");
  }

  @Test
  void aDelimitedMessageOfWhichHalfHadComeInTimeIsKept() {
    var served =
        new Served<>(c -> {
          c.readTimeout(SHORT);
          while (true) {
            try {
              return new String(c.readUntil((byte) ';'), StandardCharsets.UTF_8);
            } catch (SocketTimeoutException e) {
              c.writeLine("late");
              c.flush();
            }
          }
        });
    Server server = serve(served);
    Peer peer = peer(server).send("half");
    Eventually.that("half is read", () -> server.stats().bytesIn() == 4);
    assertThat(peer.line()).isEqualTo("late");
    peer.send("rest;");
    assertThat(served.value()).isEqualTo("halfrest");
  }

  @Test
  void theTimeIsThatOfTheWholeReadNotOfEachByte() {
    var served =
        new Served<>(c -> {
          c.readTimeout(Duration.ofMillis(300));
          return c.readLine();
        });
    Peer peer = peerOf(served);
    Eventually.that(
        "it gives up though bytes keep coming",
        () -> {
          try {
            peer.send("x");
          } catch (java.io.UncheckedIOException e) {
            return true;
          }
          return served.isOver();
        });
    assertThat(served.failure()).isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void urgentBytesDoNotLengthenTheTimeOfARead() {
    plainOnly("an urgent byte that another one follows at once would break the records");
    var served =
        new Served<>(c -> {
          c.readTimeout(Duration.ofMillis(300));
          return c.readLine();
        });
    Peer peer = peerOf(served);
    sendUrgentUntil("the read gives up", peer, served::isOver);
    assertThat(served.failure()).isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void whatIsThereAlreadyIsReadHoweverShortTheTime() {
    var served =
        new Served<>(c -> {
          String first = c.readLine();
          c.readTimeout(Duration.ofNanos(1));
          return first + "," + c.readLine();
        });
    peerOf(served).send("one\ntwo\n");
    assertThat(served.value()).isEqualTo("one,two");
  }

  @Test
  void aTimeoutOfNothingIsRefused() {
    var served =
        new Served<>(c -> {
          assertThatThrownBy(() -> c.readTimeout(Duration.ZERO))
              .isInstanceOf(IllegalArgumentException.class);
          assertThatThrownBy(() -> c.readTimeout(Duration.ofSeconds(-1)))
              .isInstanceOf(IllegalArgumentException.class);
          return true;
        });
    peerOf(served);
    assertThat(served.value()).isTrue();
  }
}
