package dev.heddle.sim.agent;

import java.util.List;

/// Which classes are the application's, and so may be preempted. All names are as in class files.
/// Immutable.
final class Scope {
  /// What runs a test, or is known to be of no interest: it works in a world, as one step.
  private static final List<String> TOOLS =
      List.of(
          "java/",
          "javax/",
          "jdk/",
          "sun/",
          "com/sun/",
          "dev/heddle/sim/",
          "org/junit/",
          "org/opentest4j/",
          "org/apiguardian/",
          "org/assertj/",
          "org/hamcrest/",
          "org/apache/maven/",
          "org/mockito/",
          "net/bytebuddy/",
          "org/gradle/",
          "com/intellij/",
          "org/eclipse/",
          "kotlin/",
          "org/springframework/",
          "org/slf4j/",
          "ch/qos/logback/",
          "org/apache/logging/",
          "org/sqlite/",
          "picocli/",
          "org/jline/");

  private Scope() {}

  static boolean isApplication(String name) {
    if (name.startsWith("dev/heddle/sim/example/")) {
      return true;
    }
    for (String prefix : TOOLS) {
      if (name.startsWith(prefix)) {
        return false;
      }
    }
    return true;
  }

  /// The parts of `java.base` that tell the time, start threads or hash.
  static boolean isJdk(String name) {
    return (name.startsWith("java/lang/")
            || name.startsWith("java/util/")
            || name.startsWith("java/time/")
            || name.startsWith("java/net/")
            || name.startsWith("java/nio/channels/")
            || name.equals("jdk/internal/misc/ThreadFlock"))
        && !isBuildingBlock(name);
  }

  /// What the rewriting itself, or the start of the JVM, stands on.
  private static boolean isBuildingBlock(String name) {
    return name.startsWith("java/lang/classfile/")
        || name.startsWith("java/lang/invoke/")
        || name.startsWith("java/lang/constant/")
        || name.startsWith("java/lang/System")
        || name.startsWith("java/util/jar/")
        || name.startsWith("java/util/zip/")
        || name.startsWith("java/util/regex/");
  }
}
