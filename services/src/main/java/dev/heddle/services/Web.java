package dev.heddle.services;

import dev.heddle.Server;
import dev.heddle.services.chat.Chat;
import dev.heddle.services.chat.ChatSettings;
import dev.heddle.services.http.Http;
import dev.heddle.services.web.StaticFiles;
import java.io.IOException;
import java.nio.file.Path;

/// Serves a folder to browsers, and the pages of the services that it runs with. See [StaticFiles]
/// and [Pages].
public final class Web {
  private static final Option ROOT = Option.path("root", ".", "the folder that is served");
  private static final Option LISTING =
      Option.flag("listing", "lists folders that have no index.html");

  static final Service SERVICE =
      Service.of("web", 7080, "serves files to browsers", Web::server)
          .withOption(ROOT)
          .withOption(LISTING)
          .withHttp();

  private Web() {}

  private static Server.Builder server(Options options) {
    String root = options.get(ROOT);
    Pages pages = options.pages();
    try {
      var files = new StaticFiles(Path.of(root), options.isSet(LISTING));
      return pages == null
          ? Server.builder(new Http(files))
          : Server.builder(new Http(pages.or(files))).limits(Chat.limits(ChatSettings.DEFAULT));
    } catch (IOException e) {
      throw new IllegalArgumentException("not a folder that can be read: " + root, e);
    }
  }
}
