package dev.heddle.sim.parity;

import java.util.concurrent.Callable;

/// What a program has found out, a line each: the same on the JDK and in each world, or the world
/// is not like the JDK. Thread-safe.
final class Facts {
  private final StringBuffer text = new StringBuffer();

  /// What is called may fail: then that is the fact.
  Facts add(String name, Callable<?> fact) {
    String line;
    try {
      line = name + " = " + fact.call();
    } catch (Throwable e) {
      line = name + " throws " + describe(e);
    }
    text.append(line).append('\n');
    return this;
  }

  /// A call without a result.
  Facts run(String name, Action action) {
    return add(
        name,
        () -> {
          action.run();
          return "done";
        });
  }

  interface Action {
    void run() throws Exception;
  }

  private static String describe(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure + (cause == null ? "" : " by " + cause);
  }

  /// Without the numbers that the system chooses.
  static String withoutPorts(Object value) {
    return String.valueOf(value).replaceAll("\\d{4,}", "PORT");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
