package dev.heddle.services;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Engine;
import dev.heddle.Server;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

class LineProtocolTest {
  private static final String LONGEST = "x".repeat(65_536);
  private static final String TOO_LONG = "error: line longer than 65536 bytes\n";

  /// Answers a line with itself in brackets.
  private static final class Brackets implements Responder {
    @Override
    public String answer(String line) {
      return '[' + line + ']';
    }
  }

  private static Server.Builder brackets() {
    return LineProtocol.server(Brackets::new);
  }

  @OnEveryEngine
  void aLineEndsInANewlineWithOrWithoutACarriageReturn(Engine engine) throws IOException {
    try (Talk client = Talk.with(brackets(), engine)) {
      client.send("a\nb\r\n\n\r\nc\rd\r\r\n").expect("[a]\n[b]\n[]\n[]\n[c\rd\r]\n");
    }
  }

  @OnEveryEngine
  void theLastLineNeedsNoEnd(Engine engine) throws IOException {
    try (Talk client = Talk.with(brackets(), engine)) {
      client.send("a\nb").end().expectLast("[a]\n[b]\n");
    }
  }

  @OnEveryEngine
  void anEndedLineIsNotFollowedByAnEmptyOne(Engine engine) throws IOException {
    try (Talk client = Talk.with(brackets(), engine)) {
      client.send("a\n").end().expectLast("[a]\n");
    }
  }

  @OnEveryEngine
  void aLineMayComeByteByByte(Engine engine) throws IOException {
    try (Talk client = Talk.with(brackets(), engine)) {
      client.sendByteByByte("grüß\r\ngott\n👋\n").expect("[grüß]\n[gott]\n[👋]\n");
    }
  }

  @OnEveryEngine
  void aLineOfTheLongestLengthIsAnswered(Engine engine) throws IOException {
    try (Talk client = Talk.with(brackets(), engine)) {
      client.send(LONGEST + "\n").expect('[' + LONGEST + "]\n");
      client.send(LONGEST + "\r\n").expect('[' + LONGEST + "]\n");
      client.send(LONGEST).end().expectLast('[' + LONGEST + "]\n");
    }
  }

  @OnEveryEngine
  void aLineOneByteLongerIsRefusedAndTheConnectionClosed(Engine engine) throws IOException {
    try (Talk client = Talk.with(brackets(), engine)) {
      client.send("a\n" + LONGEST + "x\nnever\n").expectLast("[a]\n" + TOO_LONG);
    }
  }

  @OnEveryEngine
  void aLineIsRefusedBeforeItsEndIsSeen(Engine engine) throws IOException {
    try (Talk client = Talk.with(brackets(), engine)) {
      client.send(LONGEST + "x").expectLast(TOO_LONG);
    }
  }

  @OnEveryEngine
  void whatIsNotUtf8IsRefusedAndTheNextLineAnswered(Engine engine) throws IOException {
    try (Talk client = Talk.with(brackets(), engine)) {
      client.send(new byte[] {'a', (byte) 0xFF, '\n'}).expect("error: not UTF-8\n");
      client.send(new byte[] {(byte) 0xC3, '\n'}).expect("error: not UTF-8\n");
      client.send(new byte[] {(byte) 0xC0, (byte) 0x80, '\n'}).expect("error: not UTF-8\n");
      client.send("\uFFFD\n").expect("[\uFFFD]\n");
    }
  }

  @OnEveryEngine
  void veryManyShortLinesAtOnceAreAllAnswered(Engine engine) throws Exception {
    int count = 200_000;
    try (Talk client = Talk.with(brackets(), engine)) {
      var sent =
          CompletableFuture.runAsync(() -> {
            try {
              client.send("\n".repeat(count)).end();
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      client.expectLast("[]\n".repeat(count));
      sent.get(10, TimeUnit.SECONDS);
    }
  }

  @OnEveryEngine
  void drainingWaitsForALineThatHasBegun(Engine engine) throws Exception {
    try (Talk client = Talk.with(brackets(), engine)) {
      client.send("a\nbe").expect("[a]\n");
      var drained = CompletableFuture.supplyAsync(() -> drain(client.server));
      client.server.awaitTermination(Duration.ofMillis(50)); // the drain is under way
      client.send("gun\n").expectLast("[begun]\n");
      assertThat(drained.get(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @OnEveryEngine
  void drainingEndsAConnectionBetweenTwoLines(Engine engine) throws Exception {
    try (Talk client = Talk.with(brackets(), engine)) {
      client.send("a\n").expect("[a]\n");
      var drained = CompletableFuture.supplyAsync(() -> drain(client.server));
      client.expectLast("");
      client.end();
      assertThat(drained.get(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static boolean drain(Server server) {
    try {
      return server.drain(Duration.ofSeconds(15));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
