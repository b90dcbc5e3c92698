package dev.heddle.sim.example;

import dev.heddle.Client;
import dev.heddle.Connection;
import dev.heddle.Engine;
import dev.heddle.Server;
import dev.heddle.sim.Simulation;
import dev.heddle.sim.World;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// Prints what stands for all that was chosen in some worlds, with servers and clients in them.
/// With an argument, another simulation comes first, and leaves its static state behind.
public final class PrintDigest {
  private PrintDigest() {}

  public static void main(String[] arguments) {
    if (arguments.length > 0) {
      Simulation.of(world -> StaticThread.use()).seeds(2).run().requireSuccess();
    }
    System.out.println(
        "digest " + digest(PrintDigest::echo) + " " + digest(PrintDigest::useAllProcessors));
  }

  private static long digest(World.Body body) {
    return Simulation.of(body).seeds(8).run().digest();
  }

  private static void useAllProcessors(World world) throws Exception {
    var counter = new AtomicInteger();
    try (ExecutorService threads =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        ExecutorService pool = Executors.newWorkStealingPool()) {
      for (int i = 0; i < 10; i++) {
        threads.execute(counter::incrementAndGet);
        pool.execute(counter::incrementAndGet);
      }
    }
    var queue = new SynchronousQueue<Integer>();
    Thread taker = world.run("taker", queue::take);
    queue.put(counter.get());
    taker.join();
  }

  private static void echo(World world) throws Exception {
    Engine engine = Engine.loops(2);
    try (Server server =
            Server.builder(PrintDigest::answer)
                .engine(engine)
                .address(new InetSocketAddress("127.0.0.1", 0))
                .start();
        Client client = Client.builder().engine(engine).build()) {
      CompletableFuture<Void> one = client.start(server.address(), PrintDigest::ask);
      CompletableFuture<Void> two = client.start(server.address(), PrintDigest::ask);
      one.get();
      two.get();
    }
  }

  private static void answer(Connection connection) throws Exception {
    for (String line; (line = connection.readLine()) != null; ) {
      connection.writeLine(line);
    }
  }

  private static void ask(Connection connection) throws Exception {
    for (int i = 0; i < 3; i++) {
      connection.writeLine("line " + i);
      connection.readLine();
    }
  }
}
