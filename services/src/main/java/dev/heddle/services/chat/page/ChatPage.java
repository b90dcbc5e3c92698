package dev.heddle.services.chat.page;

import dev.heddle.AddressBlock;
import dev.heddle.Limits;
import dev.heddle.http.Assets;
import dev.heddle.http.HttpHandler;
import dev.heddle.http.HttpRequest;
import dev.heddle.http.HttpResponse;
import dev.heddle.http.websocket.CloseCode;
import dev.heddle.http.websocket.WebSocket;
import dev.heddle.http.websocket.WebSocketEndpoint;
import dev.heddle.http.websocket.WebSocketMessage;
import dev.heddle.http.websocket.WebSocketOptions;
import dev.heddle.services.chat.Chat;
import dev.heddle.services.chat.Member;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A chat's page, at `/chat` and below. A visitor is a member like those on TCP, in the same rooms.
/// The package's documentation describes the protocol between page and server. Thread-safe.
///
/// The server that it is part of must keep [dev.heddle.services.chat.Chat#limits]. It should drain
/// at the same time as the chat's own server: that waits, while its patience lasts, for visitors of
/// the page to leave.
public final class ChatPage implements HttpHandler {
  /// Where it is.
  public static final String PATH = "/chat";

  private static final String SOCKET = PATH + "/socket";

  private static final List<String> FILES =
      List.of(
          "chat.css",
          "chat.js",
          "composer.js",
          "door.js",
          "icon.svg",
          "link.js",
          "log.js",
          "side.js",
          "timeline.js",
          "view.js",
          "words.js");

  private final Chat chat;
  private final PageFrames frames = new PageFrames();
  private final Assets assets = new Assets(ChatPage.class::getResourceAsStream, files());
  private final WebSocketEndpoint endpoint =
      new WebSocketEndpoint(
          this::serve,
          WebSocketOptions.DEFAULT.withMaxMessageBytes(Limits.DEFAULT.maxMessageBytes()));

  public ChatPage(Chat chat) {
    this.chat = chat;
  }

  private static Map<String, String> files() {
    Map<String, String> files = new HashMap<>();
    files.put(PATH, "chat.html");
    FILES.forEach(name -> files.put(PATH + '/' + name, name));
    return files;
  }

  @Override
  public HttpResponse handle(HttpRequest request) throws IOException {
    String path = request.path();
    if (path.equals(SOCKET)) {
      return endpoint.handle(request);
    }
    if (!request.isGetOrHead()) {
      return HttpResponse.methodNotAllowed("GET, HEAD");
    }
    if (path.equals(PATH + '/')) {
      return HttpResponse.redirect(308, PATH);
    }
    HttpResponse found = assets.at(path);
    return found == null ? HttpResponse.error(404, "not found") : found;
  }

  private void serve(WebSocket socket, HttpRequest request) throws IOException {
    var link = new PageLink(socket, frames, AddressBlock.of(request.peerAddress()));
    PageRequest first = next(socket);
    if (first == null) {
      return;
    }
    if (!(first instanceof PageRequest.Enter enter)) {
      refuse(socket, "enter first");
      return;
    }
    Member member = chat.enter(link, enter.name(), enter.room(), enter.token());
    if (member != null) {
      try {
        if (enter.from() > 0) {
          member.catchUp(enter.from() - 1);
        }
        link.done();
        talk(socket, link, member);
      } finally {
        member.leave();
      }
    }
  }

  private static void talk(WebSocket socket, PageLink link, Member member) throws IOException {
    for (PageRequest request; (request = next(socket)) != null; ) {
      switch (request) {
        case PageRequest.Say(String line) -> {
          if (!member.typed(line)) {
            return;
          }
          link.done();
        }
        case PageRequest.Join(String room, long from) -> {
          member.visit(room, from);
          link.done();
        }
        case PageRequest.Look() -> member.look();
        case PageRequest.Enter _ -> {
          refuse(socket, "entered already");
          return;
        }
      }
    }
  }

  /// @return null when no more will come
  private static @Nullable PageRequest next(WebSocket socket) throws IOException {
    WebSocketMessage message = socket.receive();
    try {
      return message == null ? null : PageRequest.of(message);
    } catch (IllegalArgumentException e) {
      refuse(socket, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static void refuse(WebSocket socket, String reason) throws IOException {
    socket.close(CloseCode.POLICY, reason);
  }
}
