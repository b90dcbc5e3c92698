package dev.heddle.probe.look;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The states of a virtual thread, which are private numbers of the JDK and differ between
/// releases: read from the class `VirtualThread` itself. Immutable.
final class States {
  /// Those of JDK 25, whose way to hold a thread [Held] follows.
  private static final Map<String, Integer> OF_25 =
      Map.ofEntries(
          Map.entry("NEW", 0),
          Map.entry("STARTED", 1),
          Map.entry("RUNNING", 2),
          Map.entry("PARKING", 3),
          Map.entry("PARKED", 4),
          Map.entry("PINNED", 5),
          Map.entry("TIMED_PARKING", 6),
          Map.entry("TIMED_PARKED", 7),
          Map.entry("TIMED_PINNED", 8),
          Map.entry("UNPARKED", 9),
          Map.entry("YIELDING", 10),
          Map.entry("YIELDED", 11),
          Map.entry("BLOCKING", 12),
          Map.entry("BLOCKED", 13),
          Map.entry("UNBLOCKED", 14),
          Map.entry("WAITING", 15),
          Map.entry("WAIT", 16),
          Map.entry("TIMED_WAITING", 17),
          Map.entry("TIMED_WAIT", 18),
          Map.entry("TERMINATED", 99),
          Map.entry("SUSPENDED", 1 << 8));

  /// What the first updates of JDK 21 call a thread that could run and has no carrier.
  private static final String READY_OF_21 = "RUNNABLE";

  private static final String READY = "UNPARKED";
  private static final String LIMITED = "TIMED_";

  private final Map<String, Integer> numbers;
  private final Map<Integer, String> names = new HashMap<>();
  private final int suspended;

  private States(Map<String, Integer> numbers) {
    this.numbers = numbers;
    this.suspended = numbers.getOrDefault("SUSPENDED", 0);
    numbers.forEach((name, number) -> names.put(number, name.equals(READY_OF_21) ? READY : name));
  }

  /// Null if the class does not have them as any known release has.
  static @Nullable States read(Class<?> virtualThread) throws ReflectiveOperationException {
    Map<String, Integer> numbers = new HashMap<>();
    for (Field field : virtualThread.getDeclaredFields()) {
      boolean isState =
          field.getType() == int.class
              && Modifier.isStatic(field.getModifiers())
              && Modifier.isFinal(field.getModifiers())
              && !field.getName().startsWith("TRACE_"); // an option of JDK 21
      if (isState) {
        field.setAccessible(true);
        numbers.put(field.getName(), field.getInt(null));
      }
    }
    return numbers.containsKey("RUNNING") && numbers.containsKey("SUSPENDED")
        ? new States(numbers)
        : null;
  }

  /// Whether a thread in this state could run and has no carrier.
  static boolean isReady(String name) {
    return switch (name) {
      case "STARTED", READY, "UNBLOCKED", "YIELDED" -> true;
      default -> false;
    };
  }

  /// Whether these are the states of JDK 25, all of them and no others.
  boolean areThoseOf25() {
    return numbers.equals(OF_25);
  }

  /// Without the mark that the thread is held.
  int withoutHold(int state) {
    return state & ~suspended;
  }

  /// With the mark that the thread is held.
  int held(int state) {
    return state | suspended;
  }

  /// @param name of a state that this release has
  int number(String name) {
    return Objects.requireNonNull(numbers.get(name), name);
  }

  /// The name with the mark of a time limit, if that is only on the stack: the first updates of JDK
  /// 21 have no states for it. A thread whose stack was not read may have a limit.
  String withLimit(String name, @Nullable List<StackTraceElement> stack) {
    boolean isToldByStack =
        !numbers.containsKey("TIMED_PARKED") && (name.equals("PARKED") || name.equals("PINNED"));
    return isToldByStack && (stack == null || stack.stream().anyMatch(States::isLimited))
        ? LIMITED + name
        : name;
  }

  private static boolean isLimited(StackTraceElement frame) {
    return frame.getClassName().equals("java.lang.VirtualThread")
        && frame.getMethodName().equals("parkNanos");
  }

  String name(int state) {
    return names.getOrDefault(withoutHold(state), "UNKNOWN");
  }
}
