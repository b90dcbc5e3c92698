package dev.heddle.sim.example;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Has static state that is final, as an application may have it.
@SuppressWarnings("TimeInStaticInitializer") // what is looked at
public final class StaticValues {
  private static final long START = System.nanoTime();
  private static final Instant BEGIN = Instant.now();
  private static final UUID ID = UUID.randomUUID();
  private static final String NAME = "node-" + ID;

  private StaticValues() {}

  /// In nanoseconds.
  public static long uptime() {
    return System.nanoTime() - START;
  }

  public static String values() {
    return START + " " + BEGIN + " " + ID + " " + NAME;
  }

  /// The one object of its class, as many write it.
  @SuppressWarnings("ImmutableEnumChecker") // what is looked at
  public enum Ids {
    INSTANCE;

    private final AtomicLong next = new AtomicLong();

    public long take() {
      return next.getAndIncrement();
    }
  }

  /// Its constants have bodies, arguments and state.
  @SuppressWarnings({"ImmutableEnumChecker", "UnnecessaryLambda"}) // what is looked at
  public enum Kind {
    PLAIN(1),
    OWN(2, "own") {
      private int more;

      @Override
      public String use() {
        return super.use() + " " + ++more + " " + twice.getAsLong();
      }

      private final LongSupplier twice = () -> 2L * more;
    };

    private static final Map<String, Integer> USES = new HashMap<>();
    private static int all;

    private final int step;
    private final String text;
    private int used;
    private boolean changed;

    Kind(int step) {
      this(step, step > 1 ? "many" : "one");
    }

    Kind(int step, String text) {
      this.step = step;
      this.text = text;
    }

    public String use() {
      used += step;
      all++;
      boolean before = changed;
      changed = true;
      return text + " " + used + " " + before + " " + all + " " + USES.merge(text, 1, Integer::sum);
    }
  }
}
