package dev.heddle.sim.disk;

import dev.heddle.sim.Simulation;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/// Files of a world are like those of the real file system.
class DiskTest {
  @Nested
  class OfAWorld extends DiskContract {
    @Override
    void run(Body body) {
      Simulation.of(world -> body.in(world.host("host").disk().path("/")))
          .seeds(2)
          .run()
          .requireSuccess();
    }
  }

  @Nested
  class OfTheMachine extends DiskContract {
    @TempDir Path folder;

    @Override
    void run(Body body) {
      try {
        body.in(folder);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }
}
