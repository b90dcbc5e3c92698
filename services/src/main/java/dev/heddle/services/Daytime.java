package dev.heddle.services;

import dev.heddle.Datagram;
import dev.heddle.DatagramHandler;
import dev.heddle.Outbox;
import dev.heddle.Protocol;
import dev.heddle.Server;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/// Sends the server's local time and closes; on UDP, one datagram per request. After RFC 867.
public final class Daytime implements Protocol, DatagramHandler {
  static final Service SERVICE =
      Service.of("daytime", 7005, "sends the local time", options -> server(local()))
          .withUdp(options -> new Daytime(local()));

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  private final Clock clock;

  public Daytime(Clock clock) {
    this.clock = clock;
  }

  /// A server that sends the time of the given clock.
  public static Server.Builder server(Clock clock) {
    return Server.callbacks(() -> new Daytime(clock));
  }

  private static Clock local() {
    return Clock.system(ZoneId.systemDefault());
  }

  @Override
  public void connected(Outbox outbox) {
    outbox.sendLine(now());
    outbox.end();
  }

  @Override
  public void received(ByteBuffer bytes, Outbox outbox) {
    // Whatever the client may say, it has its answer.
  }

  @Override
  public Datagram answer(Datagram request) {
    return request.reply(DatagramText.line(now()));
  }

  private String now() {
    return LocalDateTime.now(clock).format(FORMAT);
  }
}
