package dev.heddle.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.CloseReason;
import dev.heddle.Framing;
import dev.heddle.LengthPrefix;
import dev.heddle.Limits;
import dev.heddle.MessageProtocol;
import dev.heddle.Outbox;
import dev.heddle.Server;
import dev.heddle.ServerState;
import dev.heddle.UnterminatedMessageException;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Callbacks that get whole messages: what a message is, on every engine, as reads have it.
@Tag("messages")
abstract class MessageProtocolContract extends Contract {
  private static final int LIMIT = 10;
  private static final Limits SHORT = QUICK.withMaxMessageBytes(LIMIT);

  /// Answers each message, and reports what was rejected.
  private static class Reporter<M> implements MessageProtocol<M> {
    final CompletableFuture<String> cause = new CompletableFuture<>();

    @Override
    public void received(M message, Outbox outbox) throws Exception {
      outbox.sendLine('[' + text(message) + ']');
    }

    @Override
    public void rejected(IOException reason, Outbox outbox) throws IOException {
      outbox.sendLine(
          reason instanceof CharacterCodingException ? "not UTF-8" : reason.getMessage());
    }

    @Override
    public void ended(Outbox outbox) {
      outbox.sendLine("ended");
    }

    @Override
    public void closed(@Nullable Throwable thrown) {
      cause.complete(thrown == null ? "none" : thrown.getClass().getName());
    }
  }

  private static String text(Object message) {
    return message instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : message.toString();
  }

  private <M> Server serveMessages(
      Framing<M> framing, Supplier<? extends MessageProtocol<M>> protocols, Limits limits) {
    return start(Server.callbacks(framing, protocols).engine(engine()).limits(limits));
  }

  private String answers(Framing<?> framing, Limits limits, byte[] sent) {
    return utf8(peer(reporting(framing, limits)).send(sent).halfClose().rest());
  }

  private <M> Server reporting(Framing<M> framing, Limits limits) {
    return serveMessages(framing, Reporter::new, limits);
  }

  private static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void linesAreReceivedWithoutTheirEnds() {
    assertThat(answers(Framing.lines(), QUICK, bytes("öne\r\n\ntw\ro\nthree")))
        .isEqualTo("[öne]\n[]\n[tw\ro]\n[three]\nended\n");
  }

  @Test
  void aLineMayBeSplitAnywhere() {
    byte[] lines = bytes("öne\r\ntwo\n\nfour\n");
    for (int cut = 1; cut < lines.length; cut++) {
      Server server = reporting(Framing.lines(), QUICK);
      Peer peer = peer(server).send(lines, 0, cut);
      int first = cut;
      Eventually.that("the first part is received", () -> server.stats().bytesIn() == first);
      peer.send(lines, cut, lines.length - cut).halfClose();
      assertThat(utf8(peer.rest()))
          .as("cut at " + cut)
          .isEqualTo("[öne]\n[two]\n[]\n[four]\nended\n");
      peer.close();
      server.close();
    }
  }

  @Test
  void aLineMayComeAByteAtATime() {
    Peer peer = peer(reporting(Framing.lines(), QUICK));
    assertThat(peer.sendByteByByte("grüß\r\n👋\n").line()).isEqualTo("[grüß]");
    assertThat(peer.line()).isEqualTo("[👋]");
  }

  @Test
  void aLineAboveTheLimitIsRejectedOnceAndTheNextIsReceived() {
    assertThat(
            answers(Framing.lines(), SHORT, bytes("0123456789\r\n" + "x".repeat(5000) + "\nok\n")))
        .isEqualTo("[0123456789]\nline longer than 10 bytes\n[ok]\nended\n");
  }

  @Test
  void aLineAboveTheLimitIsRejectedBeforeItsEndHasCome() {
    Peer peer = peer(reporting(Framing.lines(), SHORT));
    assertThat(peer.send("0123456789x").line()).isEqualTo("line longer than 10 bytes");
    assertThat(peer.sendByteByByte("yz\nok\n").line()).isEqualTo("[ok]");
  }

  @Test
  void aLineThatIsNotUtf8IsRejectedAndTheNextIsReceived() {
    assertThat(answers(Framing.lines(), QUICK, new byte[] {'a', -1, '\n', 'b', '\n', -61}))
        .isEqualTo("not UTF-8\n[b]\nnot UTF-8\nended\n");
  }

  @Test
  void delimitedMessagesAreReceivedWithoutTheirDelimiter() {
    assertThat(
            answers(
                Framing.delimited((byte) 0), SHORT, bytes("a\0\0b\n\0" + "x".repeat(11) + "\0c\0")))
        .isEqualTo("[a]\n[]\n[b\n]\nmessage longer than 10 bytes\n[c]\nended\n");
  }

  @Test
  void framesAreReceivedWithoutTheirLength() {
    for (LengthPrefix prefix : LengthPrefix.values()) {
      ByteBuffer sent = ByteBuffer.allocate(100);
      for (String payload : new String[] {"a", "", "0123456789", "01234567890", "b"}) {
        sent.put(prefix.frame(bytes(payload)));
      }
      byte[] frames = new byte[sent.flip().remaining()];
      sent.get(frames);
      String expected = "[a]\n[]\n[0123456789]\nframe longer than 10 bytes\n[b]\nended\n";
      assertThat(answers(Framing.frames(prefix), SHORT, frames)).isEqualTo(expected);
      Peer slow = peer(reporting(Framing.frames(prefix), SHORT));
      for (byte one : frames) {
        slow.send(new byte[] {one});
      }
      assertThat(utf8(slow.halfClose().rest())).as(prefix + " byte by byte").isEqualTo(expected);
    }
  }

  @Test
  void aStreamThatEndsInsideOfAMessageIsThePeersFault() {
    cutShort(Framing.delimited((byte) ';'), bytes("a;b"), UnterminatedMessageException.class);
    cutShort(
        Framing.frames(LengthPrefix.ONE_BYTE), new byte[] {1, 'a', 2, 'b'}, EOFException.class);
  }

  private <M> void cutShort(Framing<M> framing, byte[] sent, Class<?> cause) {
    var reporter = new Reporter<M>();
    Server server = serveMessages(framing, () -> reporter, QUICK);
    assertThat(utf8(peer(server).send(sent).halfClose().rest())).isEqualTo("[a]\n");
    assertThat(reporter.cause.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(cause.getName());
    Eventually.that("it is counted", () -> server.stats().closed().get(CloseReason.MALFORMED) == 1);
  }

  @Test
  void aRejectedMessageEndsTheConnectionUnlessTheProtocolSaysOtherwise() {
    Server server =
        serveMessages(Framing.lines(), () -> (line, outbox) -> outbox.sendLine(line), SHORT);
    Peer peer = peer(server).send("first\n01234567890\nnever\n");
    assertThat(utf8(peer.rest())).isEqualTo("first\n");
    Eventually.that("it is counted", () -> server.stats().closed().get(CloseReason.MALFORMED) == 1);
    assertThat(server.stats().failures()).isEmpty();
  }

  @Test
  void eachMessageIsCountedHoweverItsBytesCame() {
    Server server = reporting(Framing.lines(), QUICK);
    Peer peer = peer(server);
    peer.send("one\ntwo\n");
    assertThat(peer.line() + peer.line()).isEqualTo("[one][two]");
    assertThat(server.stats().messagesIn()).isEqualTo(2);
    assertThat(peer.sendByteByByte("three\n").line()).isEqualTo("[three]");
    assertThat(server.stats().messagesIn()).isEqualTo(3);
  }

  @Test
  void whatAProtocolThrowsIsNoRejection() {
    var rejected = new CopyOnWriteArrayList<String>();
    Server server =
        serveMessages(
            Framing.lines(),
            () ->
                new Reporter<String>() {
                  @Override
                  public void received(String line, Outbox outbox) throws Exception {
                    throw new CharacterCodingException();
                  }

                  @Override
                  public void rejected(IOException reason, Outbox outbox) {
                    rejected.add(reason.toString());
                  }
                },
            QUICK);
    peer(server).send("line\n").seesTheEnd();
    assertThat(rejected).isEmpty();
  }

  @Test
  void nothingIsReceivedAfterTheOutboxWasEnded() {
    Server server =
        serveMessages(
            Framing.lines(),
            () ->
                (line, outbox) -> {
                  outbox.sendLine(line);
                  outbox.end();
                },
            QUICK);
    assertThat(utf8(peer(server).send("last\nnever\nnever\n").rest())).isEqualTo("last\n");
  }

  @Test
  void aDrainWaitsForAMessageThatHasBegun() throws Exception {
    Server server = reporting(Framing.lines(), QUICK);
    Peer peer = peer(server);
    assertThat(peer.send("one\ntw").line()).isEqualTo("[one]");
    Eventually.that(
        "the second has begun", () -> server.connections().iterator().next().unfinished() == 2);
    var drained =
        CompletableFuture.supplyAsync(() -> {
          try {
            return server.drain(Duration.ofSeconds(20));
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
    Eventually.that("it drains", () -> server.state() == ServerState.DRAINING);
    assertThat(utf8(peer.send("o\n").rest())).isEqualTo("[two]\nended\n");
    peer.close();
    assertThat(drained.join()).isTrue();
  }
}
