package dev.heddle.cli.connect;

import dev.heddle.Connection;
import dev.heddle.cli.terminal.StandardStreams;
import dev.heddle.cli.terminal.StopRequest;
import dev.heddle.services.lines.TextFraming;
import dev.heddle.text.PlainText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Clients that send numbers for ever, each on a platform thread of its own.
final class NumberClients {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int LONGEST_CHUNK = 1024;

  private final Duration pause;
  private final TextFraming framing;
  private final StandardStreams streams;
  private final StopRequest stop;
  private final LongAdder answers = new LongAdder();
  private final AtomicInteger running = new AtomicInteger();
  private boolean over; // guarded by this

  /// @param pause the longest that a client waits after an answer
  /// @param framing what a message is, in both directions
  NumberClients(Duration pause, TextFraming framing, StandardStreams streams) {
    this.pause = pause;
    this.framing = framing;
    this.streams = streams;
    this.stop = new StopRequest(streams.err());
  }

  /// Runs a client on each connection until a signal comes, or all have been ended by the server.
  ///
  /// @return the exit code
  int run(List<Connection> connections) throws InterruptedException {
    stop.listen();
    long start = System.nanoTime();
    running.set(connections.size());
    for (int i = 0; i < connections.size(); i++) {
      String name = "client " + (i + 1);
      Connection connection = connections.get(i);
      Thread.ofPlatform().daemon().name(name).start(() -> talk(name, connection));
    }
    for (long before = 0; !stop.await(SECOND); ) {
      long now = answers.sum();
      say("answers per second: " + (now - before));
      before = now;
    }
    long tenths = (System.nanoTime() - start) / 100_000_000;
    conclude("total: " + answers.sum() + " answers in " + tenths / 10 + '.' + tenths % 10 + " s");
    return 0;
  }

  private void talk(String name, Connection connection) {
    try {
      do {
        int number = ThreadLocalRandom.current().nextInt(10);
        connection.writeText(framing.framed(Integer.toString(number)));
        String answer = answer(connection);
        if (answer == null) {
          say(name + ": the server ended the stream");
          return;
        }
        answers.increment();
        say(name + ": " + number + " -> " + answer);
      } while (!stop.await(randomPause()));
    } catch (IOException e) {
      say(name + ": " + e.getMessage());
    } catch (InterruptedException e) {
      say(name + ": interrupted");
    } finally {
      if (running.decrementAndGet() == 0) {
        stop.make();
      }
    }
  }

  private @Nullable String answer(Connection connection) throws IOException {
    if (framing == TextFraming.LINES) {
      return connection.readLine();
    }
    ByteBuffer chunk = ByteBuffer.allocate(LONGEST_CHUNK);
    if (connection.read(chunk) < 0) {
      return null;
    }
    return StandardCharsets.UTF_8.decode(chunk.flip()).toString().strip();
  }

  private Duration randomPause() {
    return Duration.ofNanos(ThreadLocalRandom.current().nextLong(pause.toNanos() + 1));
  }

  private synchronized void say(String line) {
    if (!over) {
      streams.out().println(PlainText.visible(line));
      streams.out().flush();
    }
  }

  /// Decides at the end, though a client may just have received an answer.
  private synchronized void conclude(String line) {
    say(line);
    over = true;
  }
}
