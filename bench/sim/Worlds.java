import dev.heddle.Client;
import dev.heddle.Connection;
import dev.heddle.Engine;
import dev.heddle.Server;
import dev.heddle.sim.Host;
import dev.heddle.sim.Report;
import dev.heddle.sim.Simulation;
import dev.heddle.sim.Strategy;
import dev.heddle.sim.World;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Measures how many worlds run in a second: in the first seconds, while the JVM compiles, and in as
/// many after them. `WORLD [SECONDS [STRATEGY…]]`, for one of the worlds below.
final class Worlds {
  private static final Map<String, World.Body> ALL =
      Map.of(
          "small", Worlds::small,
          "joined", Worlds::joined,
          "loops", world -> echo(world, Engine.loops(1)),
          "virtual", world -> echo(world, Engine.virtual()),
          "threads", world -> echo(world, Engine.threads()));

  private Worlds() {}

  public static void main(String[] args) {
    World.Body body = named(args[0]);
    double seconds = args.length > 1 ? Double.parseDouble(args[1]) : 5;
    List<String> strategies =
        args.length > 2
            ? List.of(args).subList(2, args.length)
            : List.of("mixed", "walk:1", "walk:8", "pct:2");
    var duration = Duration.ofMillis((long) (seconds * 1000));
    for (String strategy : strategies) {
      Simulation simulation = Simulation.of(body).seeds(Long.MAX_VALUE).budget(duration);
      if (!strategy.equals("mixed")) { // as tests run by default
        simulation = simulation.strategy(Strategy.parse(strategy));
      }
      Report cold = simulation.run().requireSuccess();
      Report warm = simulation.run().requireSuccess();
      System.out.printf(
          "%-8s %-7s %,9.0f worlds/s, then %,9.0f worlds/s, %,9.0f virtual s/s,"
              + " %,8.1f points a world%n",
          args[0],
          strategy,
          cold.seeds() / seconds(cold),
          warm.seeds() / seconds(warm),
          warm.virtualNanos() / 1e9 / seconds(warm),
          (double) warm.points() / warm.seeds());
    }
  }

  /// Ends the program if there is none of that name.
  static World.Body named(String name) {
    World.Body body = ALL.get(name);
    if (body == null) {
      System.err.println("no world " + name + "; there are " + new TreeSet<>(ALL.keySet()));
      System.exit(2);
    }
    return body;
  }

  private static double seconds(Report report) {
    return report.realNanos() / 1e9;
  }

  private static final class Counter {
    private int value;

    void addFiveTimes() {
      value++;
      value++;
      value++;
      value++;
      value++;
    }
  }

  /// Two threads, ten accesses each.
  private static void small(World world) {
    var counter = new Counter();
    world.run("one", counter::addFiveTimes);
    world.run("two", counter::addFiveTimes);
  }

  /// The same, and a third that waits for both.
  private static void joined(World world) throws InterruptedException {
    var counter = new Counter();
    Thread one = world.run("one", counter::addFiveTimes);
    Thread two = world.run("two", counter::addFiveTimes);
    one.join();
    two.join();
  }

  /// Three clients on hosts of their own say twenty lines each, one a second.
  private static void echo(World world, Engine engine) throws Exception {
    Host host = world.host("server");
    Server server =
        host.call(() ->
            Server.builder(Worlds::answer)
                .engine(engine)
                .address(new InetSocketAddress("0.0.0.0", 7001))
                .start());
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      String name = "client-" + i;
      clients.add(world.host(name).run(() -> talk(name)));
    }
    for (Thread client : clients) {
      client.join();
    }
    server.close();
  }

  private static void answer(Connection connection) throws Exception {
    for (String line; (line = connection.readLine()) != null; ) {
      connection.writeLine(line);
    }
  }

  private static void talk(String name) throws Exception {
    try (Client client = Client.builder().engine(Engine.virtual()).build();
        Connection connection = client.connect(new InetSocketAddress("server", 7001))) {
      for (int i = 0; i < 20; i++) {
        String line = name + " says " + i;
        connection.writeLine(line);
        if (!line.equals(connection.readLine())) {
          throw new AssertionError("not the line that was sent");
        }
        Thread.sleep(1000);
      }
    }
  }
}
