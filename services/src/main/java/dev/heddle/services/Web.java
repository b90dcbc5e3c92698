package dev.heddle.services;

import dev.heddle.Server;
import dev.heddle.services.http.Http;
import dev.heddle.services.web.StaticFiles;
import java.io.IOException;
import java.nio.file.Path;

/// Serves a folder to browsers. See [StaticFiles].
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
    try {
      return Server.builder(new Http(new StaticFiles(Path.of(root), options.isSet(LISTING))));
    } catch (IOException e) {
      throw new IllegalArgumentException("not a folder that can be read: " + root, e);
    }
  }
}
