package dev.heddle.eyes;

import java.util.List;

/// Finds, in a stack, the frames that a person looks for. Stateless.
final class Frames {
  private static final String CLASS_INITIALISER = "<clinit>";
  private static final List<String> PLUMBING =
      List.of(
          "java.lang.VirtualThread",
          "java.lang.System$",
          "java.lang.Object",
          "jdk.internal.",
          "java.util.concurrent.locks.LockSupport",
          "java.util.concurrent.locks.AbstractQueued",
          "java.util.concurrent.ForkJoinPool");

  /// The line that asks a connection pool for a connection says more than the pool's own.
  private static final List<String> CONNECTION_POOLS = List.of("com.zaxxer.hikari.", "io.agroal.");

  private Frames() {}

  /// The innermost frames that are neither the JDK's nor a connection pool's, up to this many; or
  /// else those that are not the JDK's, or the innermost one that shows what the thread does; empty
  /// without any.
  static List<String> lines(List<StackTraceElement> stack, int most) {
    List<StackTraceElement> others =
        stack.stream().filter(frame -> !isJdks(frame) && !isHidden(frame)).toList();
    List<StackTraceElement> own =
        others.stream().filter(frame -> !isConnectionPools(frame)).toList();
    if (!others.isEmpty() || stack.isEmpty()) {
      return (own.isEmpty() ? others : own).stream().limit(most).map(Frames::text).toList();
    }
    return List.of(
        text(
            stack.stream()
                .filter(frame -> !isPlumbing(frame))
                .findFirst()
                .orElse(stack.getFirst())));
  }

  /// The first of these; `-` without any.
  static String line(List<StackTraceElement> stack) {
    List<String> lines = lines(stack, 1);
    return lines.isEmpty() ? "-" : lines.getFirst();
  }

  private static boolean isConnectionPools(StackTraceElement frame) {
    return CONNECTION_POOLS.stream().anyMatch(frame.getClassName()::startsWith);
  }

  /// A frame that the JVM has made for a lambda.
  private static boolean isHidden(StackTraceElement frame) {
    return frame.getClassName().contains("$$Lambda/");
  }

  /// The innermost frame that a thread dump and the thread's own stack both show; empty without
  /// any. Only dumps have those of hidden classes, which the JVM makes for lambdas and method
  /// references.
  static String innermost(List<StackTraceElement> stack) {
    return stack.stream()
        .filter(frame -> !isOnlyInDumps(frame))
        .findFirst()
        .map(Frames::text)
        .orElse("");
  }

  /// The frames that the JVM makes for lambdas, and those which the JDK hides.
  private static boolean isOnlyInDumps(StackTraceElement frame) {
    String type = frame.getClassName();
    return type.contains("/0x")
        || type.startsWith("java.lang.invoke.")
        || (type.equals("java.lang.Thread") && frame.getMethodName().equals("runWith"));
  }

  /// How the JDK parks a thread, whatever for.
  private static boolean isPlumbing(StackTraceElement frame) {
    String type = frame.getClassName();
    return PLUMBING.stream().anyMatch(type::startsWith) || type.endsWith("$Signaller");
  }

  static boolean isJdks(StackTraceElement frame) {
    String type = frame.getClassName();
    return type.startsWith("java.")
        || type.startsWith("jdk.")
        || type.startsWith("sun.")
        || type.startsWith("com.sun.");
  }

  /// Without module and loader: `com.acme.Store.put(Store.java:31)`.
  static String text(StackTraceElement frame) {
    String file = frame.getFileName();
    String place =
        frame.isNativeMethod()
            ? "native"
            : file == null
                ? "unknown source"
                : frame.getLineNumber() < 0 ? file : file + ':' + frame.getLineNumber();
    return frame.getClassName() + '.' + frame.getMethodName() + '(' + place + ')';
  }

  /// Whether the thread initialises this class.
  static boolean initialises(List<StackTraceElement> stack, String type) {
    return stack.stream()
        .anyMatch(frame ->
            frame.getMethodName().equals(CLASS_INITIALISER) && frame.getClassName().equals(type));
  }

  /// The frame that keeps a virtual thread on its carrier: a class initialiser, or the innermost
  /// native method with Java code above it; empty if none is seen.
  static String pin(List<StackTraceElement> stack) {
    for (int i = 1; i < stack.size(); i++) {
      StackTraceElement frame = stack.get(i);
      boolean isEntry = frame.getClassName().startsWith("jdk.internal.vm.Continuation");
      if (frame.getMethodName().equals(CLASS_INITIALISER) || (frame.isNativeMethod() && !isEntry)) {
        return text(frame);
      }
    }
    return "";
  }
}
