package dev.heddle.services;

import dev.heddle.Datagram;
import dev.heddle.DatagramHandler;
import dev.heddle.Outbox;
import dev.heddle.Protocol;
import dev.heddle.Server;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Sends back all bytes as they arrive: bytes, not lines, each piece behind a prefix. Without the
/// prefix it is RFC 862.
///
/// A forged sender can make two UDP echoes answer each other (CVE-2024-2169):
/// [dev.heddle.DatagramServer] describes the defence.
public final class Echo implements Protocol, DatagramHandler {
  private static final Option PREFIX =
      Option.text("prefix", "ECHO: ", "what goes before each answer; \"\" makes it RFC 862");

  static final Service SERVICE =
      Service.of("echo", 7001, "sends back what it receives", Echo::server)
          .withOption(PREFIX)
          .withUdp(options -> new Echo(options.get(PREFIX)));

  /// The most bytes that fit into a UDP datagram on IPv4.
  private static final int LARGEST_DATAGRAM = 65_507;

  private final byte[] prefix;

  public Echo(String prefix) {
    this.prefix = prefix.getBytes(StandardCharsets.UTF_8);
  }

  private static Server.Builder server(Options options) {
    return Server.callbacks(() -> new Echo(options.get(PREFIX)));
  }

  @Override
  public void received(ByteBuffer bytes, Outbox outbox) {
    outbox.send(answer(bytes));
  }

  @Override
  public Datagram answer(Datagram request) {
    int most = LARGEST_DATAGRAM - prefix.length;
    return request.payload().remaining() > most
        ? request.reply(DatagramText.line("error: datagram longer than " + most + " bytes"))
        : request.reply(answer(request.payload()));
  }

  private ByteBuffer answer(ByteBuffer bytes) {
    if (prefix.length == 0) {
      return bytes;
    }
    return ByteBuffer.allocate(prefix.length + bytes.remaining()).put(prefix).put(bytes).flip();
  }
}
