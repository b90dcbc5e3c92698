package dev.heddle.lab.check;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A server in Python, as courses have people write it, in a process of its own.
final class PythonServer implements AutoCloseable {
  final Process process;
  final int port;

  private PythonServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static PythonServer start(String... arguments) throws IOException {
    var command = new ArrayList<>(List.of("python3"));
    command.addAll(List.of(arguments));
    Process process = started(command);
    String port = process.inputReader().readLine();
    if (port == null) {
      throw new IOException("python3 " + arguments[0] + " did not start");
    }
    return new PythonServer(process, Integer.parseInt(port));
  }

  private static Process started(List<String> command) {
    try {
      return new ProcessBuilder(command)
          .directory(new File("src/test/python"))
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
    } catch (IOException e) { // there is no such program
      return abort("needs python3 (apt-get install python3)");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
