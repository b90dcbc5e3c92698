package dev.heddle.sim.agent;

import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Which classes are the application's, and so may be preempted. All names are as in class files.
/// Immutable.
public final class Scope {
  /// What runs a test, or is known to be of no interest: it works in a world, as one step, in the
  /// world's time.
  private static final List<String> TOOLS =
      List.of(
          "java/",
          "javax/",
          "jdk/",
          "sun/",
          "com/sun/",
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
          "org/eclipse/jdt/",
          "kotlin/",
          "org/springframework/",
          "org/slf4j/",
          "ch/qos/logback/",
          "org/apache/logging/",
          "org/sqlite/",
          "picocli/",
          "org/jline/");

  private static final String OWN = "dev/heddle/sim/";
  private static final @Nullable CodeSource OWN_SOURCE =
      Scope.class.getProtectionDomain().getCodeSource();

  private Scope() {}

  /// Tests of the simulation have its package's name, and come from elsewhere.
  private static boolean isOwn(@Nullable ProtectionDomain source) {
    return source == null || Objects.equals(source.getCodeSource(), OWN_SOURCE);
  }

  /// Whether a class is the simulation's own.
  ///
  /// @param type its name as in Java
  public static boolean isOwn(String type) {
    if (!type.replace('.', '/').startsWith(OWN)) {
      return false;
    }
    try {
      return isOwn(Class.forName(type, false, Scope.class.getClassLoader()).getProtectionDomain());
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /// @param source where the class comes from; null if that is unknown
  static boolean isApplication(String name, @Nullable ProtectionDomain source) {
    if (name.startsWith(OWN) && isOwn(source)) {
      return false;
    }
    return !isTool(name);
  }

  /// Whether it belongs to the JDK or to one of the libraries that work in a world as one step.
  public static boolean isTool(String name) {
    for (String prefix : TOOLS) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  /// The parts of the JDK that read the clock, start threads, hash or draw random numbers.
  static boolean isJdk(String name) {
    return (name.startsWith("java/lang/")
            || name.startsWith("java/util/")
            || name.startsWith("java/text/")
            || name.startsWith("java/time/")
            || name.startsWith("java/net/")
            || name.startsWith("java/nio/channels/")
            || name.startsWith("jdk/internal/net/http/")
            || name.startsWith("sun/net/")
            || name.startsWith("sun/security/ssl/")
            || name.startsWith("sun/util/")
            || name.equals("java/io/File$TempDirectory")
            || name.equals("java/nio/file/TempFileHelper")
            || name.equals("java/security/SecureRandom")
            || name.equals("sun/security/util/MemoryCache")
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
