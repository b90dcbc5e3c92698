package dev.heddle.services;

import dev.heddle.Server;
import dev.heddle.services.chat.Chat;
import dev.heddle.services.chat.ChatSettings;
import dev.heddle.services.chat.page.ChatPage;
import dev.heddle.services.nodes.Cluster;
import dev.heddle.services.topics.Topics;
import java.io.IOException;

/// The chat, as a service; its page is shown by the web service, if that runs beside it.
final class ChatService {
  private static final String NAME = "chat";

  static final Service SERVICE =
      Service.of(
              NAME, 7007, "chat rooms with history, moderation and a web page", ChatService::server)
          .withOption(StorageOptions.OPTION)
          .withOption(StorageOptions.KEEP)
          .withOption(StorageOptions.CLUSTER)
          .withOption(OperatorPassword.OPTION)
          .withIdleTimeout(Service.PATIENT)
          .withExclusive();

  private ChatService() {}

  private static Server.Builder server(Options options) {
    var settings = ChatSettings.DEFAULT.withOperators(OperatorPassword.operators(options));
    return DeferredService.server(Chat.limits(settings), () -> open(options, settings));
  }

  private static Chat open(Options options, ChatSettings settings) throws IOException {
    Cluster cluster = options.cluster();
    Topics topics = StorageOptions.open(options, NAME);
    Chat chat = cluster == null ? new Chat(topics, settings) : shared(cluster, topics, settings);
    Pages pages = options.pages();
    if (pages != null) {
      pages.add(ChatPage.PATH, new ChatPage(chat));
    }
    return chat;
  }

  private static Chat shared(Cluster cluster, Topics topics, ChatSettings settings)
      throws IOException {
    try {
      return new Chat(topics, cluster.company(NAME), settings);
    } catch (IOException | RuntimeException e) {
      topics.close();
      throw e;
    }
  }
}
