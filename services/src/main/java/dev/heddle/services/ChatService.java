package dev.heddle.services;

import dev.heddle.Server;
import dev.heddle.services.chat.Chat;
import dev.heddle.services.chat.ChatSettings;

/// The chat, as a service.
final class ChatService {
  static final Service SERVICE =
      Service.of("chat", 7007, "rooms in which people talk", ChatService::server)
          .withOption(Data.OPTION)
          .withOption(OperatorPassword.OPTION)
          .withIdleTimeout(Service.PATIENT);

  private ChatService() {}

  private static Server.Builder server(Options options) {
    var settings = ChatSettings.DEFAULT.withOperators(OperatorPassword.operators(options));
    return Late.server(Chat.limits(settings), () -> new Chat(Data.open(options, "chat"), settings));
  }
}
