package dev.heddle.services;

import dev.heddle.FullPolicy;
import dev.heddle.Limits;
import dev.heddle.Server;
import dev.heddle.ServerListener;
import dev.heddle.http.AllowedHosts;
import dev.heddle.http.Http;
import dev.heddle.http.HttpHandler;
import dev.heddle.http.files.StaticFiles;
import dev.heddle.services.chat.Chat;
import dev.heddle.services.chat.ChatSettings;
import dev.heddle.services.topics.DataFolder;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/// Serves a folder to browsers, and the pages of the services that it runs with. See [StaticFiles]
/// and [Pages].
public final class Web {
  private static final Logger LOG = System.getLogger("dev.heddle.services");
  private static final Option ROOT = Option.path("root", ".", "the folder that is served");
  private static final Option LISTING =
      Option.flag("listing", "lists folders that have no index.html");
  private static final Option ALLOWED_HOST =
      Option.hosts(
          "allowed-host",
          "a further host name to answer to, such as example.org, .example.org or *; may be"
              + " repeated. Without it: local names on loopback, any name elsewhere");

  static final Service SERVICE =
      Service.of("web", 7080, "serves files over HTTP", Web::server)
          .withOption(ROOT)
          .withOption(LISTING)
          .withOption(ALLOWED_HOST)
          .withHttp();

  private Web() {}

  private static Server.Builder server(Options options) {
    String root = options.get(ROOT);
    Pages pages = options.pages();
    try {
      Path folder = Path.of(root);
      var files = new StaticFiles(folder, options.isSet(LISTING), DataFolder::isOne);
      HttpHandler handler =
          hosts(options).guard(pages == null ? files : pages.or(files), "; see --allowed-host");
      Limits limits = pages == null ? Limits.DEFAULT : Chat.limits(ChatSettings.DEFAULT);
      return Server.builder(new Http(handler))
          .listener(new NoIndex(folder, options.isSet(LISTING)))
          .limits(limits.withWhenFull(FullPolicy.EVICT_IDLE));
    } catch (IOException e) {
      throw new IllegalArgumentException("not a folder that can be read: " + root, e);
    }
  }

  /// Says what a newcomer would ask: why there is nothing at `/`.
  private record NoIndex(Path folder, boolean lists) implements ServerListener {
    @Override
    public void started(Server server) {
      if (!lists && !Files.exists(folder.resolve("index.html"))) {
        LOG.log(
            Level.INFO,
            "the web server answers / with 404: {0} has no index.html; --listing lists folders",
            folder.toAbsolutePath().normalize());
      }
    }
  }

  /// A server that the network can reach has names that it cannot know.
  private static AllowedHosts hosts(Options options) {
    String given = options.get(ALLOWED_HOST);
    if (given.isEmpty() && !options.address().isLoopbackAddress()) {
      return AllowedHosts.ANY;
    }
    String own = new InetSocketAddress(options.address(), 0).getHostString();
    return Option.hosts(AllowedHosts.LOCAL.withPlainNames(), given).with(own);
  }
}
