package dev.heddle.sim;
import dev.heddle.sim.example.Counter;
class Try {
  public static void main(String[] a) {
    for (int k = 0; k < 3; k++) {
    var r = Simulation.of(world -> {
      var counter = new Counter();
      Thread one = world.run("one", counter::add);
      Thread two = world.run("two", counter::add);
      one.join();
      two.join();
      if (counter.value() != 2) throw new AssertionError("an update is lost");
    }).seeds(1000).run();
    System.out.println(r + " " + r.failure());
    }
    System.exit(0);
  }
}
