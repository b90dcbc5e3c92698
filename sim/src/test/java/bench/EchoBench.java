package bench;
import dev.heddle.*;
import dev.heddle.sim.*;
import java.net.InetSocketAddress;
import java.util.*;
public class EchoBench {
  public static void main(String[] a) throws Exception {
    int n = Integer.parseInt(a[1]);
    var sim = Simulation.of(w -> echo(w, a[0]));
    if (a.length > 2) sim = sim.strategy(Strategy.parse(a[2]));
    for (int i = 0; i < 3; i++) { var r = sim.seeds(n).run(); System.out.println(a[0] + " " + r + " points " + r.points() / r.seeds()); }
    System.exit(0);
  }
  static Engine engine(String e) { return switch (e) { case "loops" -> Engine.loops(2); case "threads" -> Engine.threads(); default -> Engine.virtual(); }; }
  static void echo(World world, String engine) throws Exception {
    Engine en = engine(engine);
    Server server = Server.builder(c -> { for (String l; (l = c.readLine()) != null;) c.writeLine(l); }).engine(en).address(new InetSocketAddress("127.0.0.1", 0)).start();
    Client client = Client.builder().engine(en).build();
    List<java.util.concurrent.CompletableFuture<Void>> all = new ArrayList<>();
    for (int k = 0; k < 3; k++) { int number = k; all.add(client.start(server.address(), c -> {
      for (int i = 0; i < 20; i++) { String line = "client " + number + " line " + i; c.writeLine(line); String got = c.readLine(); if (!line.equals(got)) throw new AssertionError(got); Thread.sleep(1000); }
    })); }
    for (var f : all) f.get();
    client.close(); server.close();
  }
}
