import dev.heddle.sim.Report;
import dev.heddle.sim.Simulation;
import dev.heddle.sim.Strategy;
import dev.heddle.sim.World;
import java.util.List;

/// Runs the seeds from 0 on of one world and prints, for each strategy, a number that stands for all
/// that was chosen in them. `WORLD SEEDS`
final class Digests {
  private Digests() {}

  public static void main(String[] args) {
    World.Body body = Worlds.named(args[0]);
    long seeds = Long.parseLong(args[1]);
    for (String strategy : List.of("walk:1", "walk:8", "pct:2")) {
      Report report =
          Simulation.of(body).strategy(Strategy.parse(strategy)).seeds(seeds).run().requireSuccess();
      System.out.printf(
          "%s %s: %d worlds, %d points, %d virtual ns, digest %016x%n",
          args[0],
          strategy,
          report.seeds(),
          report.points(),
          report.virtualNanos(),
          report.digest());
    }
  }
}
