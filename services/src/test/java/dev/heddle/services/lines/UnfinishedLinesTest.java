package dev.heddle.services.lines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Engine;
import dev.heddle.Server;
import dev.heddle.services.Engines;
import dev.heddle.services.Guest;
import dev.heddle.services.Options;
import dev.heddle.services.Service;
import dev.heddle.services.Services;
import dev.heddle.services.talk.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnfinishedLinesTest {
  private static final String CHUNKS = "; use --messages chunks for clients that send none";

  /// The console is attended, but nothing is typed.
  private static final class Quiet implements Console {
    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public String readLine(String prompt) {
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return null;
    }

    @Override
    public void print(String line) {}

    @Override
    public void close() {
      closed.countDown();
    }
  }

  private final Logger logger = Logger.getLogger("dev.heddle.services");
  private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          log.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    logger.removeHandler(handler);
    logger.setUseParentHandlers(true);
  }

  private Guest guest(String service, String name, Engine engine) throws IOException {
    Service found =
        Services.all().stream().filter(s -> s.name().equals(service)).findFirst().orElseThrow();
    Server server =
        found
            .tcp()
            .apply(Options.DEFAULTS.withConsole(new Quiet()))
            .name(name)
            .engine(engine)
            .start();
    open.add(server);
    Guest guest = Guest.of(server);
    open.add(guest);
    return guest;
  }

  private static void send(Guest guest, String text) throws IOException {
    guest.sends(text.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> lines(int count) throws InterruptedException {
    var lines = new ArrayList<String>();
    while (lines.size() < count) {
      String line = log.poll(20, TimeUnit.SECONDS);
      assertThat(line).as("after %s", lines).isNotNull();
      lines.add(line.replaceFirst("connection \\d+ \\(127\\.0\\.0\\.1:\\d+\\)", "N"));
    }
    return lines;
  }

  @Test
  void aClientThatStopsInTheMiddleOfALineIsNamedOnEveryEngine() throws Exception {
    List<Engine> engines = Engines.all().toList();
    var expected = new ArrayList<String>();
    for (Engine engine : engines) {
      Guest guest = guest("numbers", "numbers on " + engine, engine);
      send(guest, "7\n12");
      assertThat(guest.line()).isEqualTo("14");
      expected.add("numbers on " + engine + ": N has sent 2 bytes without a newline" + CHUNKS);
    }
    assertThat(lines(engines.size())).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void eachServiceThatReadsLinesSaysWhatToDo() throws Exception {
    var expected = new ArrayList<String>();
    for (String service : List.of("numbers", "message", "reverse", "talk")) {
      send(guest(service, service, Engine.virtual()), "a");
      expected.add(service + ": N has sent 1 byte without a newline" + CHUNKS);
    }
    send(guest("game", "game", Engine.virtual()), "join ann");
    expected.add("game: N has sent 8 bytes without a newline; each message ends in a newline here");
    assertThat(lines(5)).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void aClientIsNamedOnceAndManyAreNotAllNamed() throws Exception {
    Guest first = guest("numbers", "numbers", Engine.virtual());
    send(first, "1");
    lines(1);
    first.says("");
    first.sees("2");
    send(first, "1"); // it is not named again
    Server server = (Server) open.getFirst();
    for (int i = 0; i < 20; i++) {
      Guest guest = Guest.of(server);
      open.add(guest);
      send(guest, "123");
    }
    assertThat(lines(9)).allMatch(line -> line.contains("has sent 3 bytes"));
    assertThat(log.poll(1500, TimeUnit.MILLISECONDS)).isNull();
  }

  @Test
  void aClientThatEndsItsLinesIsNotNamed() throws Exception {
    Guest whole = guest("numbers", "whole", Engine.virtual());
    whole.says("1").sees("2");
    Guest part = guest("numbers", "part", Engine.virtual());
    send(part, "1");
    assertThat(lines(1).getFirst()).startsWith("part: ");
    assertThat(log).isEmpty();
  }
}
