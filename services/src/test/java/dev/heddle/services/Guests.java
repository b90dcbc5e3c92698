package dev.heddle.services;

import dev.heddle.Engine;
import dev.heddle.Server;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/// A server and its guests, for one test.
public final class Guests implements AutoCloseable {
  private final Server server;
  private final Deque<Guest> guests = new ArrayDeque<>();

  private Guests(Server server) {
    this.server = server;
  }

  public static Guests of(Server.Builder builder, Engine engine) throws IOException {
    return new Guests(builder.engine(engine).start());
  }

  public Guest guest() throws IOException {
    return guest(0);
  }

  public Guest guest(int receiveBuffer) throws IOException {
    Guest guest = Guest.of(server, receiveBuffer);
    guests.push(guest);
    return guest;
  }

  public Server server() {
    return server;
  }

  /// Drains the server.
  ///
  /// @return whether all connections ended in ten seconds
  public CompletableFuture<Boolean> drained() {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return server.drain(Duration.ofSeconds(10));
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    });
  }

  @Override
  public void close() throws IOException {
    while (!guests.isEmpty()) {
      guests.pop().close();
    }
    server.close();
  }
}
