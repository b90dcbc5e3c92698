package dev.heddle.eyes;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A JVM of its own that runs [Faults]. It ends when this is closed, or when we end.
final class ChildJvm implements AutoCloseable {
  private final Process process;

  private ChildJvm(Process process) {
    this.process = process;
  }

  static ChildJvm start(List<String> options, String... arguments) throws IOException {
    Path home = Path.of(System.getProperty("java.home"));
    return start(home, System.getProperty("java.class.path"), options, arguments);
  }

  /// @param home of its JDK
  static ChildJvm start(Path home, String classPath, List<String> options, String... arguments)
      throws IOException {
    return start(List.of(), home, classPath, options, arguments);
  }

  /// By another command, which gets the JVM's as its last arguments. The child is then the
  /// command's process.
  static ChildJvm startBy(List<String> command, String... arguments) throws IOException {
    Path home = Path.of(System.getProperty("java.home"));
    return start(command, home, System.getProperty("java.class.path"), List.of(), arguments);
  }

  /// Another program, from its source and with preview features.
  static ChildJvm startSource(Path program, String... arguments) throws IOException {
    List<String> command =
        jvm(List.of(), Path.of(System.getProperty("java.home")), List.of("--enable-preview"));
    String release = Integer.toString(Runtime.version().feature());
    command.addAll(List.of("--source", release, program.toString()));
    return run(command, arguments);
  }

  private static ChildJvm start(
      List<String> by, Path home, String classPath, List<String> options, String... arguments)
      throws IOException {
    List<String> command = jvm(by, home, options);
    command.addAll(List.of("-cp", classPath, Faults.class.getName()));
    return run(command, arguments);
  }

  private static List<String> jvm(List<String> by, Path home, List<String> options) {
    List<String> command = new ArrayList<>(by);
    command.add(home.resolve("bin/java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx128m", "-XX:TieredStopAtLevel=1"));
    command.addAll(options);
    return command;
  }

  private static ChildJvm run(List<String> command, String... arguments) throws IOException {
    command.addAll(List.of(arguments));
    var child = new ChildJvm(new ProcessBuilder(command).redirectError(Redirect.DISCARD).start());
    BufferedReader out = child.process.inputReader();
    for (String line; (line = out.readLine()) != null; ) {
      if (line.endsWith("ready")) {
        return child;
      }
    }
    throw new IOException("the child has ended: " + child.process.exitValue());
  }

  long pid() {
    return process.pid();
  }

  /// The process that this one has started, if it is not the JVM itself.
  long descendant() {
    return process.descendants().findFirst().orElseThrow().pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// Returns when it is gone.
  void end() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
