package dev.heddle.observe;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds, in the stack of a thread, the line that its owner would look for. Stateless.
final class StackFrames {
  /// Packages of this library that are below every handler; `dev.heddle.services` is not.
  private static final Set<String> LIBRARY =
      Set.of(
          "dev.heddle",
          "dev.heddle.connection",
          "dev.heddle.net",
          "dev.heddle.serving",
          "dev.heddle.transport");

  private StackFrames() {}

  /// The line that a thread is at; empty if there is none.
  static List<StackTraceElement> of(@Nullable Thread thread) {
    return thread == null ? List.of() : List.of(thread.getStackTrace());
  }

  /// The innermost frame that is neither the JDK's nor the library's; empty if there is none.
  static String line(List<StackTraceElement> stack) {
    for (StackTraceElement frame : stack) {
      if (isSomebodys(frame)) {
        return text(frame);
      }
    }
    return "";
  }

  /// The same, or the innermost frame of all where everything is the JDK's or the library's.
  static String lineOrTop(List<StackTraceElement> stack) {
    String line = line(stack);
    return line.isEmpty() && !stack.isEmpty() ? text(stack.getFirst()) : line;
  }

  /// All frames, a line each, as in a stack trace.
  static String all(List<StackTraceElement> stack) {
    return stack.stream().map(frame -> "\tat " + text(frame)).collect(joining("\n"));
  }

  private static String text(StackTraceElement frame) {
    String whole = frame.toString();
    return whole.substring(whole.lastIndexOf('/', whole.indexOf('(')) + 1); // without the module
  }

  private static boolean isSomebodys(StackTraceElement frame) {
    String type = frame.getClassName();
    String packageName = type.substring(0, Math.max(0, type.lastIndexOf('.')));
    return !type.startsWith("java.")
        && !type.startsWith("jdk.")
        && !type.startsWith("sun.")
        && !type.startsWith("dev.heddle.engine.")
        && !type.startsWith("dev.heddle.loop.")
        && !LIBRARY.contains(packageName);
  }
}
