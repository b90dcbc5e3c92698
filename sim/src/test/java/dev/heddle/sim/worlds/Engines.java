package dev.heddle.sim.worlds;

import dev.heddle.Engine;
import dev.heddle.LoopPoller;
import dev.heddle.Protocol;
import dev.heddle.Server;
import dev.heddle.sim.Simulation;
import dev.heddle.sim.World;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/// Heddle's engines, made anew in each world, and how many seeds each behaviour runs under:
/// `-Dheddle.sim.seeds=10000 -Dheddle.sim.from=1`.
enum Engines {
  LOOPS(() -> Engine.loops(2)),
  LOOPS_NIO(() -> Engine.loops(1, LoopPoller.NIO)),
  VIRTUAL(Engine::virtual),
  THREADS(Engine::threads),
  SELECTOR(Engine::selector);

  static final int PORT = 7001;
  static final String HALL = "hall";
  static final InetSocketAddress ANYWHERE = new InetSocketAddress("0.0.0.0", PORT);

  private final Supplier<Engine> make;

  Engines(Supplier<Engine> make) {
    this.make = make;
  }

  Engine make() {
    return make.get();
  }

  /// What a client connects to; resolved in the world, where the host has its address.
  static InetSocketAddress hall() {
    return new InetSocketAddress(HALL, PORT);
  }

  Server.Builder at(Server.Builder server) {
    return server.engine(make()).address(ANYWHERE);
  }

  Server.Builder callbacks(Supplier<Protocol> protocols) {
    return at(Server.callbacks(protocols));
  }

  static void check(World.Body body) {
    check(20, body);
  }

  static void check(long seeds, World.Body body) {
    Simulation.of(body)
        .seeds(Long.getLong("heddle.sim.seeds", seeds))
        .from(Long.getLong("heddle.sim.from", 1))
        .run()
        .requireSuccess();
  }
}
