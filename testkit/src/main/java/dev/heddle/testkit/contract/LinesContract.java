package dev.heddle.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.CloseReason;
import dev.heddle.Connection;
import dev.heddle.Limits;
import dev.heddle.MessageTooLargeException;
import dev.heddle.Server;
import dev.heddle.UnterminatedMessageException;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Text in lines, and messages that end in a delimiter.
@Needs(EngineUnderTest.Ability.HANDLERS)
@Tag("lines")
abstract class LinesContract extends Contract {
  private static final int LIMIT = 10;
  private static final Limits SHORT = QUICK.withMaxMessageBytes(LIMIT);

  @Test
  void aLineIsEchoed() {
    assertThat(peer(serve(ECHO)).send("hello\n").line()).isEqualTo("ECHO: hello");
  }

  @Test
  void aLineMayComeAByteAtATime() {
    assertThat(peer(serve(ECHO)).sendByteByByte("a byte at a time, ü too\n").line())
        .isEqualTo("ECHO: a byte at a time, ü too");
  }

  @Test
  void aLineMayBeSplitAnywhere() {
    String text = "öne\r\ntwo\n\nfour\n";
    byte[] bytes = utf8(text);
    for (int cut = 1; cut < bytes.length; cut++) {
      var served = new Served<>(LinesContract::allLines);
      Server server = serve(served);
      Peer peer = peer(server).send(bytes, 0, cut);
      int first = cut;
      Eventually.that("the first part is read", () -> server.stats().bytesIn() == first);
      peer.send(bytes, cut, bytes.length - cut).halfClose();
      assertThat(served.value()).as("cut at " + cut).containsExactly("öne", "two", "", "four");
      peer.close();
      server.close();
    }
  }

  @Test
  void manyLinesMayComeTogether() {
    assertThat(lines("one\ntwo\nthree\n", QUICK)).containsExactly("one", "two", "three");
  }

  @Test
  void aCarriageReturnBeforeTheNewlineBelongsToIt() {
    assertThat(lines("one\r\ntwo\r\n", QUICK)).containsExactly("one", "two");
  }

  @Test
  void aCarriageReturnElsewhereIsPartOfTheLine() {
    assertThat(lines("o\rne\n\rtwo\nthree\r\r\n", QUICK))
        .containsExactly("o\rne", "\rtwo", "three\r");
  }

  @Test
  void emptyLinesAreLines() {
    assertThat(lines("\n\r\n\nx\n", QUICK)).containsExactly("", "", "", "x");
  }

  @Test
  void aLastLineWithoutANewlineIsALine() {
    assertThat(lines("one\ntwo", QUICK)).containsExactly("one", "two");
  }

  @Test
  void aStreamWithoutAByteHasNoLine() {
    assertThat(lines("", QUICK)).isEmpty();
  }

  @Test
  void aLineOfExactlyTheLimitIsRead() {
    assertThat(lines("0123456789\n0123456789\r\n0123456789", SHORT))
        .containsExactly("0123456789", "0123456789", "0123456789");
  }

  @Test
  void aLineOfExactlyTheLimitIsReadByteByByte() {
    var served = new Served<>(LinesContract::allLines);
    peer(serve(served, SHORT)).sendByteByByte("0123456789\r\n0123456789\n").halfClose();
    assertThat(served.value()).containsExactly("0123456789", "0123456789");
  }

  @Test
  void aLineAboveTheLimitIsRefusedAndTheNextIsRead() {
    assertThat(lines("01234567890\nnext\n", SHORT)).containsExactly("too large: 10", "next");
  }

  @Test
  void aLineWithACarriageReturnThatIsNoEndIsMeasuredWithIt() {
    assertThat(lines("0123456789\rx\nnext\n", SHORT)).containsExactly("too large: 10", "next");
  }

  @Test
  void aLineFarAboveTheLimitIsRefusedOnceAndTheNextIsRead() {
    assertThat(lines("x".repeat(100_000) + "\nnext\n", SHORT))
        .containsExactly("too large: 10", "next");
  }

  @Test
  void aLineAboveTheLimitThatComesByteByByteIsRefusedOnce() {
    var served = new Served<>(LinesContract::allLines);
    peer(serve(served, SHORT)).sendByteByByte("x".repeat(40) + "\r\nnext\n").halfClose();
    assertThat(served.value()).containsExactly("too large: 10", "next");
  }

  @Test
  void aLineAboveTheLimitIsRefusedBeforeItsEndHasCome() {
    Server server =
        serve(
            c -> {
              try {
                c.readLine();
              } catch (MessageTooLargeException e) {
                c.writeLine("error: " + e.getMessage());
              }
              c.writeLine("then: " + c.readLine());
            },
            SHORT);
    Peer peer = peer(server).send("x".repeat(LIMIT + 2));
    assertThat(peer.line()).isEqualTo("error: line longer than 10 bytes");
    peer.send("xxx\nnext\n");
    assertThat(peer.line()).isEqualTo("then: next");
  }

  @Test
  void aStreamThatEndsInsideOfALineAboveTheLimitIsSimplyOver() {
    assertThat(lines("x".repeat(50), SHORT)).containsExactly("too large: 10");
  }

  @Test
  void severalLinesAboveTheLimitAreEachRefused() {
    String large = "x".repeat(30) + "\n";
    assertThat(lines(large + large + "ok\n" + large, SHORT))
        .containsExactly("too large: 10", "too large: 10", "ok", "too large: 10");
  }

  @Test
  void aReadOfAnotherKindAfterALineAboveTheLimitBeginsAtTheNextMessage() {
    var served =
        new Served<>(c -> {
          assertThatThrownBy(c::readLine).isInstanceOf(MessageTooLargeException.class);
          return new String(c.readExactly(4), java.nio.charset.StandardCharsets.UTF_8);
        });
    peer(serve(served, SHORT)).send("x".repeat(30) + "\nnext\n").halfClose();
    assertThat(served.value()).isEqualTo("next");
  }

  @Test
  void aPlainReadAfterALineAboveTheLimitBeginsAtTheNextMessage() {
    var served =
        new Served<>(c -> {
          assertThatThrownBy(c::readLine).isInstanceOf(MessageTooLargeException.class);
          ByteBuffer buffer = ByteBuffer.allocate(4);
          while (buffer.hasRemaining() && c.read(buffer) > 0) {}
          return new String(buffer.array(), java.nio.charset.StandardCharsets.UTF_8);
        });
    peer(serve(served, SHORT)).send("x".repeat(30) + "\nnext\n").halfClose();
    assertThat(served.value()).isEqualTo("next");
  }

  @Test
  void aLineThatIsNotUtf8IsRefusedAndTheNextIsRead() {
    var served =
        new Served<>(c -> {
          assertThatThrownBy(c::readLine).isInstanceOf(CharacterCodingException.class);
          return c.readLine();
        });
    peer(serve(served)).send(new byte[] {'a', (byte) 0xff, 'b', '\n'}).send("göod\n");
    assertThat(served.value()).isEqualTo("göod");
  }

  @Test
  void theReplacementCharacterItselfIsText() {
    assertThat(lines("a\uFFFDb\n", QUICK)).containsExactly("a\uFFFDb");
  }

  @Test
  void charactersBeyondTheBasicPlaneSurviveBothWays() {
    assertThat(peer(serve(ECHO)).send("😀 und 中文\n").line()).isEqualTo("ECHO: 😀 und 中文");
  }

  @Test
  void aLineOfTheDefaultLimitIsRead() {
    String line = "x".repeat(64 * 1024);
    assertThat(lines(line + "\n" + line + "\r\n", QUICK)).containsExactly(line, line);
  }

  @Test
  void whatIsWrittenAsALineEndsInASingleNewline() {
    Peer peer = peerOf(new Served<>(c -> wrote(c, "grüße", "")));
    assertThat(new String(peer.rest(), java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo("grüße\n\n");
  }

  @Test
  void largeLinesAreWrittenWhole() {
    String large = "ü".repeat(300_000);
    Peer peer = peerOf(new Served<>(c -> wrote(c, "small", large, "small")));
    assertThat(peer.line()).isEqualTo("small");
    assertThat(peer.line()).isEqualTo(large);
    assertThat(peer.line()).isEqualTo("small");
  }

  @Test
  void messagesMayEndInAnyDelimiter() {
    var served =
        new Served<>(c -> {
          var all = new ArrayList<String>();
          for (byte[] m; (m = c.readUntil((byte) ';')) != null; ) {
            all.add(new String(m, java.nio.charset.StandardCharsets.UTF_8));
          }
          return all;
        });
    peer(serve(served)).send("one;").send("t").send("wo;;a\nb\r;").halfClose();
    assertThat(served.value()).containsExactly("one", "two", "", "a\nb\r");
  }

  @Test
  void aDelimitedMessageWithoutItsDelimiterIsSaidToBeSo() {
    var served =
        new Served<>(c -> {
          int whole = c.readUntil((byte) ';').length;
          String tail;
          try {
            tail = "whole: " + c.readUntil((byte) ';').length;
          } catch (UnterminatedMessageException e) {
            tail = new String(e.received(), java.nio.charset.StandardCharsets.UTF_8);
          }
          return whole + "," + tail + "," + java.util.Arrays.toString(c.readUntil((byte) ';'));
        });
    Server server = serve(served);
    peer(server).send("one;ta").send("il").halfClose();
    assertThat(served.value()).isEqualTo("3,tail,null");
    Eventually.that("counted", () -> server.stats().closed().get(CloseReason.ENDED) == 1);
    assertThat(server.stats().messagesIn()).isEqualTo(1);
  }

  @Test
  void aDelimitedMessageThatIsCutShortIsThePeersFault() {
    Server server = serve(c -> c.readUntil((byte) ';'));
    peer(server).send("tail").halfClose().seesItGone();
    Eventually.that("counted", () -> server.stats().closed().get(CloseReason.MALFORMED) == 1);
    assertThat(server.stats().handlerFailures()).isZero();
  }

  @Test
  void aDelimitedMessageOfExactlyTheLimitIsReadAndALargerOneIsRefused() {
    var served =
        new Served<>(c -> {
          String first = new String(c.readUntil((byte) 0), java.nio.charset.StandardCharsets.UTF_8);
          assertThatThrownBy(() -> c.readUntil((byte) 0))
              .isInstanceOf(MessageTooLargeException.class);
          return first
              + ","
              + new String(c.readUntil((byte) 0), java.nio.charset.StandardCharsets.UTF_8);
        });
    peer(serve(served, SHORT)).send("0123456789\0" + "0123456789\r\0" + "next\0");
    assertThat(served.value()).isEqualTo("0123456789,next");
  }

  @Test
  void aDelimiterMayBeANegativeByte() {
    var served = new Served<>(c -> c.readUntil((byte) 0xfe));
    peer(serve(served)).send(new byte[] {1, 2, (byte) 0xfe, 3});
    assertThat(served.value()).containsExactly(1, 2);
  }

  @Test
  void linesAndBytesMayBeReadInTurn() {
    var served =
        new Served<>(c -> {
          int length = Integer.parseInt(c.readLine());
          String body = new String(c.readExactly(length), java.nio.charset.StandardCharsets.UTF_8);
          return body + "," + c.readLine();
        });
    peer(serve(served)).send("5\nab\ncdnext\n");
    assertThat(served.value()).isEqualTo("ab\ncd,next");
  }

  private List<String> lines(String sent, Limits limits) {
    var served = new Served<>(LinesContract::allLines);
    peer(serve(served, limits)).send(sent).halfClose();
    return served.value();
  }

  /// All lines up to the end, and a word for those that are too large.
  private static List<String> allLines(Connection connection) throws Exception {
    var lines = new ArrayList<String>();
    while (true) {
      try {
        String line = connection.readLine();
        if (line == null) {
          return lines;
        }
        lines.add(line);
      } catch (MessageTooLargeException e) {
        lines.add("too large: " + e.limit());
      }
    }
  }

  private static Object wrote(Connection connection, String... lines) throws Exception {
    for (String line : lines) {
      connection.writeLine(line);
    }
    return null;
  }
}
