package dev.heddle.services.talk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Engine;
import dev.heddle.services.Guest;
import dev.heddle.services.Guests;
import dev.heddle.services.OnEngineForMany;
import dev.heddle.services.lines.TextFraming;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TalkTest {
  private static final String HERE = "* a client is here; bye ends the conversation";
  private static final String LEFT = "* the client has left";

  /// A console that the test types on and reads.
  private static final class TestConsole implements Console {
    private static final String END = "\0";
    private final BlockingQueue<String> typed = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> printed = new LinkedBlockingQueue<>();

    @Override
    public String readLine(String prompt) {
      assertThat(prompt).isEqualTo("You: ");
      try {
        String line = typed.take();
        return line.equals(END) ? null : line;
      } catch (InterruptedException e) {
        return null;
      }
    }

    @Override
    public void print(String line) {
      printed.add(line);
    }

    @Override
    public void close() {
      typed.add(END);
    }

    void types(String line) {
      typed.add(line);
    }

    void shows(String... lines) throws InterruptedException {
      for (String line : lines) {
        assertThat(printed.poll(20, TimeUnit.SECONDS)).isEqualTo(line);
      }
    }
  }

  private final TestConsole console = new TestConsole();

  @OnEngineForMany
  void bothTalkWheneverTheyLikeUntilOneSaysBye(Engine engine) throws Exception {
    try (Guests talk = Guests.of(new Talk(console).server(), engine)) {
      Guest ann = talk.guest().says("hi", "anybody\u001B[2J there?");
      console.shows(HERE, "Client: hi", "Client: anybody[2J there?");
      Guest bob = talk.guest().sees("busy: position 1 in line");
      Guest carl = talk.guest().sees("busy: position 2 in line");
      bob.says("me next");
      console.types("hello");
      console.types("how are you?");
      ann.sees("hello", "how are you?").says("BYE").seesLast();
      console.shows("Client: BYE", LEFT, HERE, "Client: me next");
      carl.sees("busy: position 1 in line").says("bye");
      console.types("Bye");
      bob.seesLast("bye");
      console.shows(LEFT, HERE, "Client: bye", LEFT);
      carl.seesLast();
    }
  }

  @Test
  void oneClientAfterAnotherIsServedWhereThereIsOneThread() throws Exception {
    try (Guests talk = Guests.of(new Talk(console).server(), Engine.blocking())) {
      Guest ann = talk.guest().says("hi");
      console.shows(HERE, "Client: hi");
      Guest bob = talk.guest().says("hi, too");
      console.types("hello");
      ann.sees("hello").says("bye").seesLast();
      console.shows("Client: bye", LEFT, HERE, "Client: hi, too");
      console.types("bye");
      bob.seesLast("bye");
    }
  }

  @OnEngineForMany
  void inChunksNoNewlineGoesOverTheWire(Engine engine) throws Exception {
    try (Guests talk = Guests.of(new Talk(console, TextFraming.CHUNKS).server(), engine)) {
      Guest ann = talk.guest();
      ann.sends(bytes("hi"));
      console.shows(HERE, "Client: hi");
      Guest bob = talk.guest();
      assertThat(bob.text(23)).isEqualTo("busy: position 1 in lin");
      console.types("hello");
      assertThat(ann.text(5)).isEqualTo("hello");
      ann.sends(bytes("two\nlines\r\n"));
      console.shows("Client: two", "Client: lines");
      ann.sends(bytes("bye"));
      assertThat(ann.text(1)).isEmpty();
      console.shows("Client: bye", LEFT, HERE);
      console.types("bye");
      assertThat(bob.text(10)).isEqualTo("ebye");
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void withAnUnattendedConsoleClientsAreSentSo() throws Exception {
    try (Guests talk = Guests.of(new Talk(Console.NOBODY).server(), Engine.virtual())) {
      assertThat(talk.guest().rest()).containsAnyOf("bye", "error: nobody is at the console");
      talk.guest().seesLast("error: nobody is at the console");
    }
  }

  @Test
  void aShutdownEndsTheConversationAndTheLine() throws Exception {
    try (Guests talk = Guests.of(new Talk(console).server(), Engine.virtual())) {
      Guest ann = talk.guest().says("hi");
      console.shows(HERE, "Client: hi");
      Guest bob = talk.guest().sees("busy: position 1 in line");
      assertThat(talk.server().drain(Duration.ofSeconds(20))).isTrue();
      ann.seesLast("bye");
      bob.seesLast();
    }
  }
}
