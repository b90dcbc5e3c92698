package dev.heddle.sim.example;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Initializers of classes that wait.
public final class Initializers {
  /// Set by an initializer that comes behind one that sleeps.
  public static final AtomicInteger AFTER_A_SLEEP = new AtomicInteger(Sleeps.value() / 5);

  private Initializers() {}

  public static final class Sleeps {
    public static final Duration TIME = Duration.ofMillis(50);
    private static final List<Integer> VALUES = new ArrayList<>();

    static {
      try {
        Thread.sleep(TIME);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      VALUES.add(5);
    }

    private Sleeps() {}

    public static int value() {
      return VALUES.getFirst();
    }
  }

  public static final class Registry {
    private static final List<String> NAMES = new ArrayList<>();

    private Registry() {}

    public static synchronized void add(String name) {
      int size = NAMES.size();
      NAMES.add(name);
      if (NAMES.size() != size + 1) {
        throw new IllegalStateException("an update is lost");
      }
    }

    public static synchronized List<String> names() {
      return List.copyOf(NAMES);
    }
  }

  public static final class Registered {
    private static final List<String> ALL = new ArrayList<>();

    static {
      Registry.add("registered");
    }

    private Registered() {}

    public static void use() {
      ALL.add("used");
    }
  }

  public static final class Waits {
    private static final int VALUE = CompletableFuture.supplyAsync(() -> 1).join();

    private Waits() {}

    public static int use() {
      return VALUE;
    }
  }

  public static final class WaitsInMonitor {
    private static final List<Integer> VALUES = new ArrayList<>();

    static {
      Thread thread = Thread.ofPlatform().start(() -> {});
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    private WaitsInMonitor() {}

    public static int use() {
      return VALUES.size();
    }
  }

  public static final class Spins {
    private static final List<Integer> VALUES = new ArrayList<>();

    static {
      var done = new AtomicBoolean();
      Thread.ofVirtual().start(() -> done.set(true));
      while (!done.get()) {
        Thread.onSpinWait();
      }
    }

    private Spins() {}

    public static int use() {
      return VALUES.size();
    }
  }

  public static final class Loops {
    private static final List<Integer> VALUES = new ArrayList<>();

    static {
      loop();
    }

    private Loops() {}

    private static void loop() {
      var done = new AtomicBoolean();
      Thread.ofVirtual().start(() -> done.set(true));
      while (!done.get()) {
        VALUES.clear();
      }
    }

    public static int use() {
      return VALUES.size();
    }
  }
}
