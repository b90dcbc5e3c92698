package dev.heddle.sim.agent;

import java.lang.instrument.Instrumentation;
import org.jspecify.annotations.Nullable;

/// What the JVM starts when the agent is attached: keeps what it gave.
public final class Bridge {
  private static volatile @Nullable Instrumentation given;

  private Bridge() {}

  public static void agentmain(String options, Instrumentation instrumentation) {
    given = instrumentation;
  }

  public static @Nullable Instrumentation take() {
    return given;
  }
}
