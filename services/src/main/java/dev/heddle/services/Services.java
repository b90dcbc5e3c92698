package dev.heddle.services;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The services that there are: a new one is a file of its own, a line here, and its wire protocol
/// in `protocol/NAME.md` among the resources.
public final class Services {
  private static final List<Service> ALL =
      List.of(
          Echo.SERVICE, //
          Numbers.SERVICE,
          Messages.SERVICE,
          Reverse.SERVICE,
          Daytime.SERVICE,
          TalkService.SERVICE,
          ChatService.SERVICE,
          AlertService.SERVICE,
          GameService.SERVICE,
          Web.SERVICE);

  private Services() {}

  /// All of them, by port.
  public static List<Service> all() {
    return ALL;
  }

  /// The one with this name; null if there is none.
  public static @Nullable Service find(String name) {
    return ALL.stream().filter(service -> service.name().equals(name)).findFirst().orElse(null);
  }

  /// Gets ready what a service needs that it does not have to itself, and finds out what would keep
  /// it from starting: its folder, its libraries.
  ///
  /// @throws IOException if something is missing; the message says what to do
  public static void prepare(Service service, Options options) throws IOException {
    if (service.options().contains(StorageOptions.OPTION)) {
      StorageOptions.prepare(options);
    }
  }

  /// The servers by which services are to be shared with other nodes; empty if they are not.
  public static List<String> clusterServers(Options options) {
    String servers = options.values().get(StorageOptions.CLUSTER.name());
    return servers == null ? List.of() : List.of(servers.split(",", -1));
  }

  /// Whether what a service keeps for its clients ends with its process.
  public static boolean isForgetful(Service service, Options options) {
    return service.options().contains(StorageOptions.OPTION) && !StorageOptions.areStored(options);
  }

  /// The wire protocol of each service, in Markdown with lines of at most 80 characters. `heddle
  /// help` prints it, and docs/services.md has all of them.
  public static String protocol(Service service) {
    return text(service.name());
  }

  static String text(String name) {
    try (InputStream in = Services.class.getResourceAsStream("protocol/" + name + ".md")) {
      if (in == null) {
        throw new IllegalArgumentException("no protocol is written down for " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
