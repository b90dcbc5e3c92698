package dev.heddle.lab.check;

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
    Process process =
        new ProcessBuilder(command)
            .directory(new File("src/test/python"))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String port = process.inputReader().readLine();
    if (port == null) {
      throw new IOException("python3 " + arguments[0] + " did not start; is python3 installed?");
    }
    return new PythonServer(process, Integer.parseInt(port));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
