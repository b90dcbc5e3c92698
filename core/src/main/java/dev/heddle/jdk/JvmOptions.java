package dev.heddle.jdk;

/// The options on the JVM's command line that some engines need, as messages name them. Stateless.
public final class JvmOptions {
  private static final String OURS = ours(JvmOptions.class.getModule());

  /// Allows calls of the C library.
  public static final String NATIVE_ACCESS = "--enable-native-access=" + OURS;

  /// What to say if they are not allowed.
  public static final String NATIVE_ACCESS_DENIED =
      "the JVM denies native access; this option allows it: " + NATIVE_ACCESS;

  private JvmOptions() {}

  /// Opens a package of `java.base`.
  public static String addOpens(String packageName) {
    return "--add-opens java.base/" + packageName + "=" + OURS;
  }

  /// How options name a module, or all that is on the class path.
  static String ours(Module module) {
    return module.isNamed() ? module.getName() : "ALL-UNNAMED";
  }
}
