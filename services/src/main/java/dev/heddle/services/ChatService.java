package dev.heddle.services;

import dev.heddle.Server;
import dev.heddle.services.chat.Chat;
import dev.heddle.services.chat.ChatSettings;
import dev.heddle.services.chat.page.ChatPage;
import java.io.IOException;

/// The chat, as a service; its page is shown by the web service, if that runs beside it.
final class ChatService {
  static final Service SERVICE =
      Service.of(
              "chat",
              7007,
              "chat rooms with history, moderation and a web page",
              ChatService::server)
          .withOption(StorageOptions.OPTION)
          .withOption(StorageOptions.KEEP)
          .withOption(OperatorPassword.OPTION)
          .withIdleTimeout(Service.PATIENT)
          .withExclusive();

  private ChatService() {}

  private static Server.Builder server(Options options) {
    var settings = ChatSettings.DEFAULT.withOperators(OperatorPassword.operators(options));
    return DeferredService.server(Chat.limits(settings), () -> open(options, settings));
  }

  private static Chat open(Options options, ChatSettings settings) throws IOException {
    var chat = new Chat(StorageOptions.open(options, "chat"), settings);
    Pages pages = options.pages();
    if (pages != null) {
      pages.add(ChatPage.PATH, new ChatPage(chat));
    }
    return chat;
  }
}
