package dev.heddle.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A script of the courses in a process of its own: the test types its input and reads its output.
final class PythonPeer implements AutoCloseable {
  private static final File SCRIPTS = new File("../lab/src/test/python");

  private final Process process;
  private final BufferedReader out;

  private PythonPeer(Process process) {
    this.process = process;
    this.out = process.inputReader();
  }

  /// Skips the test if there is no Python.
  static PythonPeer start(String... arguments) throws IOException {
    assumeTrue(isInstalled(), "there is no python3 here");
    var command = new ArrayList<>(List.of("python3"));
    command.addAll(List.of(arguments));
    return new PythonPeer(
        new ProcessBuilder(command).directory(SCRIPTS).redirectError(Redirect.INHERIT).start());
  }

  private static boolean isInstalled() {
    for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
      if (Files.isExecutable(Path.of(folder, "python3"))) {
        return true;
      }
    }
    return false;
  }

  void type(String line) throws IOException {
    process.getOutputStream().write((line + '\n').getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  String nextLine() throws IOException {
    return out.readLine();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
