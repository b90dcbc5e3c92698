package dev.heddle.sim.example;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/// Has fields of interfaces, as an application may have them.
@SuppressWarnings("TimeInStaticInitializer") // what is looked at
public final class InterfaceConstants implements Inherited {
  /// What it computes differs from world to world.
  public interface Values {
    long START = System.nanoTime();
    boolean EVEN = START % 2 == 0;
    UUID ID = UUID.randomUUID();
    String NAME = "node-" + ID;
    double[] DRAWN = {Math.random()};
  }

  /// It holds what changes.
  public interface Counters {
    AtomicInteger CALLS = new AtomicInteger();
    List<String> NAMES = new ArrayList<>();
    IntSupplier NEXT = CALLS::incrementAndGet;

    static int call(String name) {
      NAMES.add(name);
      return NEXT.getAsInt();
    }
  }

  private InterfaceConstants() {}

  /// In nanoseconds.
  public static long uptime() {
    return System.nanoTime() - Values.START;
  }

  public static String values() {
    return Values.START
        + " "
        + Values.EVEN
        + " "
        + Values.ID
        + " "
        + Values.NAME
        + " "
        + Values.DRAWN[0];
  }

  /// By the name of a class that inherits it.
  public static List<String> inherited() {
    return InterfaceConstants.SEEN;
  }
}

interface Inherited {
  List<String> SEEN = new ArrayList<>();
}
