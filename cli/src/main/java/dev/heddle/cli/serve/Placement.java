package dev.heddle.cli.serve;

import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.cli.arguments.Complaints;
import dev.heddle.cli.arguments.Ports;
import dev.heddle.cli.arguments.ServiceNames;
import dev.heddle.net.UnixPath;
import dev.heddle.services.Service;
import dev.heddle.services.Services;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A service and where it is to listen.
///
/// @param port from 0 to 65535; 0 for any free one
/// @param path of a Unix domain socket instead; null for none
record Placement(Service service, int port, @Nullable Path path) {
  /// What `heddle serve chat:6667 web` asks for; no names ask for all services.
  ///
  /// @param port for services without a port of their own; null for each service's default
  static List<Placement> of(List<String> names, @Nullable Integer port) throws CommandFailure {
    if (port != null) {
      Ports.require("--port", port);
    }
    List<Named> all = new ArrayList<>();
    for (String name : names) {
      all.add(Named.parse(name));
    }
    if (names.isEmpty()) {
      Services.all().forEach(service -> all.add(new Named(service, null, null)));
    }
    requireSense(all, port);
    List<Placement> placements =
        all.stream()
            .map(named -> new Placement(named.service(), named.portOr(port), named.path()))
            .toList();
    requireDistinct(placements);
    return placements;
  }

  private static void requireSense(List<Named> all, @Nullable Integer port) throws CommandFailure {
    long open = all.stream().filter(named -> named.port() == null && named.path() == null).count();
    if (port != null && open == 0) {
      throw CommandFailure.usage("--port " + port + ": each service has a port of its own already");
    }
    if (port != null && port != 0 && open > 1) {
      throw CommandFailure.usage(
          "--port "
              + port
              + " is for one service, not for "
              + open
              + "; write a port for each, as in chat:6667 web:8080, or --port 0 for free ones");
    }
  }

  private static void requireDistinct(List<Placement> placements) throws CommandFailure {
    Map<String, Placement> services = new HashMap<>();
    Map<Integer, Placement> ports = new HashMap<>();
    Set<Path> paths = new HashSet<>();
    for (Placement each : placements) {
      if (services.put(each.service().name(), each) != null) {
        throw CommandFailure.usage(each.service() + " is named twice");
      }
      Path path = each.path();
      if (path != null && !paths.add(path.toAbsolutePath())) {
        throw CommandFailure.usage("two services cannot both have unix:" + path);
      }
      Placement other = each.port() == 0 || path != null ? null : ports.put(each.port(), each);
      if (other != null) {
        throw CommandFailure.usage(
            other.service() + " and " + each.service() + " cannot both have port " + each.port());
      }
    }
  }

  /// A service as it is named on the command line.
  ///
  /// @param port null if there is none behind the name
  /// @param path of a Unix domain socket; null likewise
  private record Named(Service service, @Nullable Integer port, @Nullable Path path) {

    static Named parse(String text) throws CommandFailure {
      int colon = text.indexOf(':');
      if (colon < 0) {
        return new Named(service(text), null, null);
      }
      Service service = service(text.substring(0, colon));
      String port = text.substring(colon + 1);
      if (UnixPath.isOne(port)) {
        return new Named(service, null, path(text, port));
      }
      if (!port.matches("[0-9]{1,9}")) {
        throw CommandFailure.usage(
            text + ": no port after the colon; write " + service + ":" + service.port());
      }
      Ports.require("the port of " + service, Integer.parseInt(port));
      return new Named(service, Integer.valueOf(port), null);
    }

    private static Path path(String text, String socket) throws CommandFailure {
      try {
        return UnixPath.parse(socket).path();
      } catch (IllegalArgumentException e) {
        throw CommandFailure.usage(text + ": " + e.getMessage());
      }
    }

    private static Service service(String name) throws CommandFailure {
      for (Service service : Services.all()) {
        if (service.name().equals(name)) {
          return service;
        }
      }
      throw CommandFailure.usage(Complaints.unknown("service", name, new ServiceNames()));
    }

    int portOr(@Nullable Integer common) {
      return port != null ? port : common != null ? common : service.port();
    }
  }
}
