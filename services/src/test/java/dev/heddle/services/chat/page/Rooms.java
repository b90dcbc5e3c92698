package dev.heddle.services.chat.page;

import dev.heddle.Engine;
import dev.heddle.Limits;
import dev.heddle.Server;
import dev.heddle.http.Http;
import dev.heddle.services.Guest;
import dev.heddle.services.chat.Chat;
import dev.heddle.services.chat.ChatSettings;
import dev.heddle.services.lines.Operators;
import dev.heddle.services.topics.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/// A chat with both of its doors: TCP, and the page.
public record Rooms(Server tcp, Server web) implements AutoCloseable {
  static final ChatSettings SETTINGS =
      ChatSettings.DEFAULT
          .withOperators(Operators.withPassword("sesame"))
          .withRate(100_000, 100_000);

  static Rooms open(Topics topics) throws IOException {
    return open(topics, Engine.virtual(), 0);
  }

  /// @param port of the page; 0 for a free one
  static Rooms open(Topics topics, Engine engine, int port) throws IOException {
    return open(new Chat(topics, SETTINGS), engine, port);
  }

  /// Likewise, with a chat that is there.
  public static Rooms open(Chat chat, Engine engine, int port) throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    Limits limits = Chat.limits(SETTINGS).withLinger(Duration.ofMillis(100));
    Server tcp = chat.server().engine(engine).start();
    return new Rooms(
        tcp,
        Server.builder(new Http(new ChatPage(chat)))
            .engine(engine)
            .limits(limits)
            .address(address)
            .start());
  }

  public Guest guest() throws IOException {
    return Guest.of(tcp);
  }

  String url() {
    return "http://127.0.0.1:" + web.port() + ChatPage.PATH;
  }

  @Override
  public void close() {
    web.close();
    tcp.close();
  }
}
