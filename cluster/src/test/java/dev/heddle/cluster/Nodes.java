package dev.heddle.cluster;

import dev.heddle.Engine;
import dev.heddle.Server;
import dev.heddle.fixtures.NatsServers;
import dev.heddle.services.Guests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// One nats-server for the tests of a class, and the nodes on it, which are closed after each test.
/// For a static field.
final class Nodes implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  private final List<AutoCloseable> open = new ArrayList<>();
  private NatsServers servers;
  private Path folder;
  private int tests;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    folder = Files.createTempDirectory("heddle-nats");
    servers = NatsServers.start(1, folder);
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    open.clear();
    tests++;
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    if (servers != null) {
      servers.close();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  NatsServers servers() {
    return servers;
  }

  /// The name of a service that no other test of the class has.
  String service() {
    return "service" + tests;
  }

  NatsCluster connected() throws IOException {
    return closing(NatsCluster.connect(servers.urls()));
  }

  /// A node that serves guests.
  Guests serving(Server.Builder server) throws IOException {
    return closing(Guests.of(server, Engine.virtual()));
  }

  <T extends AutoCloseable> T closing(T each) {
    open.add(each);
    return each;
  }
}
