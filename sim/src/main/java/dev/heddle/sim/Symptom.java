package dev.heddle.sim;

import dev.heddle.sim.agent.Scope;
import dev.heddle.sim.runs.Stuck;
import java.util.Set;

/// What a failure looks like, whatever its numbers, which differ from run to run. Immutable.
///
/// @param type the class of what was thrown
/// @param line the first line of its message that says something; empty if threads wait for ever,
///   as then their number is of no interest
/// @param places where it was thrown, or where the threads wait; empty if that is unknown
record Symptom(Class<?> type, String line, Set<String> places) {
  private static final String HEDDLE = "dev.heddle.";

  static Symptom of(Throwable failure) {
    return failure instanceof Stuck stuck && !stuck.places().isEmpty()
        ? new Symptom(Stuck.class, "", stuck.places())
        : new Symptom(failure.getClass(), line(failure), place(failure));
  }

  /// Whether both are of the same failure. The JVM omits the stack of an exception that it throws
  /// often, and then the place does not count.
  boolean isLike(Symptom other) {
    return type.equals(other.type)
        && line.equals(other.line)
        && (places.equals(other.places) || places.isEmpty() || other.places.isEmpty());
  }

  /// Messages of some libraries begin with a line break.
  private static String line(Throwable failure) {
    String message = failure.getMessage() == null ? "" : failure.getMessage();
    return message
        .lines()
        .filter(line -> !line.isBlank())
        .findFirst()
        .orElse("")
        .replaceAll("\\d+", "#");
  }

  /// The line of the application that failed; one of Heddle's if no other did.
  private static Set<String> place(Throwable failure) {
    Set<String> heddles = Set.of();
    for (StackTraceElement frame : failure.getStackTrace()) {
      String type = frame.getClassName();
      if (Scope.isTool(type.replace('.', '/')) || Scope.isOwn(type)) {
        continue;
      }
      Set<String> place = Set.of(frame.getFileName() + ":" + frame.getLineNumber());
      if (!type.startsWith(HEDDLE)) {
        return place;
      }
      if (heddles.isEmpty()) {
        heddles = place;
      }
    }
    return heddles;
  }
}
