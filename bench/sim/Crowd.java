import dev.heddle.Engine;
import dev.heddle.Handler;
import dev.heddle.Server;
import dev.heddle.sim.Host;
import dev.heddle.sim.Simulation;
import dev.heddle.sim.Strategy;
import dev.heddle.sim.World;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Many connections in one world, idle and after each has echoed a line: `ENGINE CONNECTIONS`. How
/// much heap that takes is what the garbage collector's log says, or the least -Xmx with which it
/// passes. The clients are plain channels, all in one thread, so that what is measured
/// is a server's connections and the simulated network.
final class Crowd {
  private static final byte[] LINE = "hello\n".getBytes(StandardCharsets.UTF_8);

  private Crowd() {}

  public static void main(String[] args) {
    int count = Integer.parseInt(args[1]);
    var engine = args[0].equals("loops") ? Engine.loops(1) : Engine.virtual();
    World.Body warm = world -> crowd(world, engine, 100, false);
    Simulation.of(warm).seeds(20).run().requireSuccess();
    Simulation.of(world -> crowd(world, engine, count, true))
        .seeds(1)
        .strategy(Strategy.plain())
        .run()
        .requireSuccess();
  }

  private static void crowd(World world, Engine engine, int count, boolean tells) throws Exception {
    world.endlessAfter(Long.MAX_VALUE / 2);
    Host host = world.host("server");
    Handler echo =
        connection -> {
          for (String line; (line = connection.readLine()) != null; ) {
            connection.writeLine(line);
          }
        };
    Server server =
        host.call(() ->
            Server.builder(echo)
                .engine(engine)
                .address(new InetSocketAddress("0.0.0.0", 7001))
                .start());
    List<SocketChannel> open = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      open.add(SocketChannel.open(new InetSocketAddress("server", 7001)));
    }
    world.eventually(() -> server.stats().active() == count);
    tell(tells, "idle", count);
    var buffer = ByteBuffer.allocate(LINE.length);
    for (SocketChannel channel : open) {
      channel.write(ByteBuffer.wrap(LINE));
      buffer.clear();
      while (buffer.hasRemaining()) {
        channel.read(buffer);
      }
    }
    tell(tells, "after an echo each", count);
    for (SocketChannel channel : open) {
      channel.close();
    }
    server.close();
  }

  private static void tell(boolean tells, String what, int count) {
    if (tells) {
      System.out.printf("%,d connections %s%n", count, what);
    }
  }
}
