package dev.heddle.cluster;

import dev.heddle.Engine;
import dev.heddle.Server;
import dev.heddle.services.nodes.Company;
import dev.heddle.services.topics.MemoryTopics;
import dev.heddle.services.topics.Topics;
import dev.heddle.sim.Host;
import dev.heddle.sim.World;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/// Three nodes of a service in a world: each on a host of its own, with the acts and the register
/// that all share. Belongs to the world's threads.
final class WorldNodes implements AutoCloseable {
  static final int COUNT = 3;
  private static final int PORT = 7008;

  private final World world;
  private final WorldStream stream;
  private final WorldRegister register = new WorldRegister();
  private final List<WorldTopic> topics = new ArrayList<>();
  private final List<Server> servers = new ArrayList<>();

  /// Makes a node's server.
  @FunctionalInterface
  interface Service {
    Server.Builder server(Topics acts, Company company) throws IOException;
  }

  private WorldNodes(World world) {
    this.world = world;
    this.stream = new WorldStream(world);
  }

  static WorldNodes start(World world, Service service) throws Exception {
    var nodes = new WorldNodes(world);
    for (int i = 0; i < COUNT; i++) {
      var topic = new WorldTopic(nodes.stream);
      nodes.topics.add(topic);
      nodes.servers.add(nodes.host(i).call(() -> nodes.start(topic, service)));
    }
    return nodes;
  }

  private Server start(WorldTopic topic, Service service) throws IOException {
    String node = topic.node.id();
    var company = new Company(node, register.of(node), new MemoryTopics());
    return service
        .server(topic, company)
        .engine(Engine.virtual())
        .address(new InetSocketAddress("0.0.0.0", PORT))
        .start();
  }

  private Host host(int i) {
    return world.host("hall" + i);
  }

  InetSocketAddress address(int i) {
    return new InetSocketAddress(host(i).address(), PORT);
  }

  /// One node's, as the seed decides.
  InetSocketAddress anyAddress() {
    return address(world.random().nextInt(COUNT));
  }

  List<Server> servers() {
    return servers;
  }

  /// Three times, a node reads nothing for a while, and is taken for dead or not.
  void sleepAndDie() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      Thread.sleep(world.random().nextInt(1000));
      WorldTopic topic = topics.get(world.random().nextInt(COUNT));
      topic.reader.pause(true);
      boolean dies = world.random().nextBoolean();
      if (dies) {
        register.end(topic.node.id());
      }
      Thread.sleep(world.random().nextInt(5000));
      topic.reader.pause(false);
      if (dies) {
        Thread.sleep(world.random().nextInt(1000));
        register.begin(topic.node.id());
      }
    }
  }

  @Override
  public void close() {
    servers.forEach(Server::close);
    stream.close();
  }
}
