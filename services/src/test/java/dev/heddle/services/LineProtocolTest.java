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
  void a_line_ends_in_a_newline_with_or_without_a_carriage_return(Engine engine)
      throws IOException {
    try (Talk client = Talk.with(brackets(), engine)) {
      client.send("a\nb\r\n\n\r\nc\rd\r\r\n").expect("[a]\n[b]\n[]\n[]\n[c\rd\r]\n");
    }
  }

  @OnEveryEngine
  void the_last_line_needs_no_end(Engine engine) throws IOException {
    try (Talk client = Talk.with(brackets(), engine)) {
      client.send("a\nb").end().expectLast("[a]\n[b]\n");
    }
  }

  @OnEveryEngine
  void an_ended_line_is_not_followed_by_an_empty_one(Engine engine) throws IOException {
    try (Talk client = Talk.with(brackets(), engine)) {
      client.send("a\n").end().expectLast("[a]\n");
    }
  }

  @OnEveryEngine
  void a_line_may_come_byte_by_byte(Engine engine) throws IOException {
    try (Talk client = Talk.with(brackets(), engine)) {
      client.sendByteByByte("grüß\r\ngott\n👋\n").expect("[grüß]\n[gott]\n[👋]\n");
    }
  }

  @OnEveryEngine
  void a_line_of_the_longest_length_is_answered(Engine engine) throws IOException {
    try (Talk client = Talk.with(brackets(), engine)) {
      client.send(LONGEST + "\n").expect('[' + LONGEST + "]\n");
      client.send(LONGEST + "\r\n").expect('[' + LONGEST + "]\n");
      client.send(LONGEST).end().expectLast('[' + LONGEST + "]\n");
    }
  }

  @OnEveryEngine
  void a_line_one_byte_longer_is_refused_and_the_connection_closed(Engine engine)
      throws IOException {
    try (Talk client = Talk.with(brackets(), engine)) {
      client.send("a\n" + LONGEST + "x\nnever\n").expectLast("[a]\n" + TOO_LONG);
    }
  }

  @OnEveryEngine
  void a_line_is_refused_before_its_end_is_seen(Engine engine) throws IOException {
    try (Talk client = Talk.with(brackets(), engine)) {
      client.send(LONGEST + "x").expectLast(TOO_LONG);
    }
  }

  @OnEveryEngine
  void what_is_not_utf8_is_refused_and_the_next_line_answered(Engine engine) throws IOException {
    try (Talk client = Talk.with(brackets(), engine)) {
      client.send(new byte[] {'a', (byte) 0xFF, '\n'}).expect("error: not UTF-8\n");
      client.send(new byte[] {(byte) 0xC3, '\n'}).expect("error: not UTF-8\n");
      client.send(new byte[] {(byte) 0xC0, (byte) 0x80, '\n'}).expect("error: not UTF-8\n");
      client.send("\uFFFD\n").expect("[\uFFFD]\n");
    }
  }

  @OnEveryEngine
  void very_many_short_lines_at_once_are_all_answered(Engine engine) throws Exception {
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
  void draining_waits_for_a_line_that_has_begun(Engine engine) throws Exception {
    try (Talk client = Talk.with(brackets(), engine)) {
      client.send("a\nbe").expect("[a]\n");
      var drained = CompletableFuture.supplyAsync(() -> drain(client.server));
      client.server.awaitTermination(Duration.ofMillis(50)); // the drain is under way
      client.send("gun\n").expectLast("[begun]\n");
      assertThat(drained.get(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @OnEveryEngine
  void draining_ends_a_connection_between_two_lines(Engine engine) throws Exception {
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
