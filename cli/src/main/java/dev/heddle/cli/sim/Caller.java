package dev.heddle.cli.sim;

import dev.heddle.Client;
import dev.heddle.Connection;
import dev.heddle.ConnectionEndedException;
import dev.heddle.Engine;
import dev.heddle.Server;
import dev.heddle.sim.World;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One of a service's clients in a world. Belongs to the thread of its host.
final class Caller implements AutoCloseable {
  static final String HALL = "hall";
  private static final int PORT = 7007;
  private static final int MOST_LINES = 10_000;

  private final Client client = Client.builder().build();
  private final Connection connection;
  final List<String> seen = new ArrayList<>();

  @SuppressWarnings("AddressSelection") // in a world, a host has one
  Caller() throws IOException {
    connection = client.connect(new InetSocketAddress(HALL, PORT));
  }

  /// Starts a service on the host `hall`; the engine follows from the seed.
  static Server start(World world, Server.Builder service) throws Exception {
    Engine engine = world.seed() % 2 == 0 ? Engine.virtual() : Engine.loops(2);
    return world
        .host(HALL)
        .call(() -> service.engine(engine).address(new InetSocketAddress("0.0.0.0", PORT)).start());
  }

  /// Waits no longer than this for a line.
  Caller patient(Duration patience) {
    connection.readTimeout(patience);
    return this;
  }

  Caller says(String line) throws IOException {
    connection.writeLine(line);
    connection.flush();
    return this;
  }

  /// The next line; null at the end.
  @Nullable String line() throws IOException {
    String line = connection.readLine();
    if (line != null) {
      seen.add(line);
    }
    return line;
  }

  /// Reads up to a line that begins so.
  String until(String beginning) throws IOException {
    for (String line; (line = line()) != null; ) {
      if (line.startsWith(beginning)) {
        return line;
      }
    }
    throw new AssertionError("the end instead of " + beginning + "; before: " + seen);
  }

  /// Reads up to a notice or an error of the chat.
  String answer() throws IOException {
    String line = line();
    while (line != null && !line.startsWith("* ") && !line.startsWith("error: ")) {
      line = line();
    }
    return String.valueOf(line);
  }

  /// Reads up to the end, or a reset.
  Caller rest() throws IOException {
    try {
      while (line() != null) {
        Expect.that(seen.size() < MOST_LINES, "more than " + MOST_LINES + " lines");
      }
    } catch (ConnectionEndedException e) {
      seen.add("end: " + e.getMessage());
    }
    return this;
  }

  /// Is gone without a word.
  void dies() {
    connection.abort();
  }

  @Override
  public void close() throws IOException {
    try {
      connection.close();
    } catch (ConnectionEndedException e) {
      seen.add("end: " + e.getMessage()); // the service was first
    } finally {
      client.close();
    }
  }
}
