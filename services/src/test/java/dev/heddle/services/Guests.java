package dev.heddle.services;

import dev.heddle.Engine;
import dev.heddle.Server;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

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

  @Override
  public void close() throws IOException {
    while (!guests.isEmpty()) {
      guests.pop().close();
    }
    server.close();
  }
}
