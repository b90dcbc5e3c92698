package dev.heddle.cli.sim;

import dev.heddle.Server;
import dev.heddle.services.Echo;
import dev.heddle.sim.World;
import java.util.ArrayList;
import java.util.List;

/// An echo answers each client with what that client sent. Stateless.
final class EchoWorlds {
  private static final int CLIENTS = 3;
  private static final int LINES = 10;

  static final List<ServiceWorld> ALL =
      List.of(
          new ServiceWorld("lines", "each client gets its own lines, in order", EchoWorlds::own),
          new ServiceWorld(
              "dying", "clients that leave without a word disturb nobody", EchoWorlds::dying));

  private EchoWorlds() {}

  private static void own(World world) throws Exception {
    Server server = Caller.start(world, Server.callbacks(() -> new Echo("")));
    for (Thread client : talkers(world)) {
      client.join();
    }
    server.close();
  }

  private static List<Thread> talkers(World world) {
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      String name = "client-" + i;
      clients.add(world.host(name).run(() -> talk(name)));
    }
    return clients;
  }

  private static void talk(String name) throws Exception {
    try (var client = new Caller()) {
      for (int i = 0; i < LINES; i++) {
        String line = name + " says " + i;
        Expect.equal(line, client.says(line).line(), "the answer");
      }
    }
  }

  private static void dying(World world) throws Exception {
    Server server = Caller.start(world, Server.callbacks(() -> new Echo("")));
    List<Thread> clients = talkers(world);
    for (int i = 0; i < 2; i++) {
      clients.add(
          world
              .host("dying-" + i)
              .run(() -> {
                try (var client = new Caller()) {
                  client.says("last words").dies();
                }
              }));
    }
    for (Thread client : clients) {
      client.join();
    }
    world.eventually(() -> server.stats().active() == 0);
    server.close();
  }
}
