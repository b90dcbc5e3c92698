package dev.heddle.lab.patterns;

import dev.heddle.Engine;
import dev.heddle.Outbox;
import dev.heddle.Protocol;
import dev.heddle.Server;
import dev.heddle.lab.process.ProcessStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An echo server in a process of its own, so that its threads and its memory are separate from
/// those of its clients. It ends when its standard input does. Used by one thread.
final class EchoProcess implements AutoCloseable {
  private final Process process;
  private final int port;

  private EchoProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static EchoProcess start(String engine) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UseSerialGC");
    command.add("-Xmn16m"); // so that the memory is that of the connections, not of garbage
    command.add("-XX:+UseCompactObjectHeaders");
    command.addAll(Engine.jvmOptions());
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), EchoProcess.class.getName(), engine));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String port = out.readLine();
    if (port == null) {
      process.destroyForcibly();
      throw new IOException("the echo server on " + engine + " did not start");
    }
    return new EchoProcess(process, Integer.parseInt(port));
  }

  int port() {
    return port;
  }

  /// The system's figures: its threads, its memory.
  ProcessStatus status() {
    return new ProcessStatus(process.pid());
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /// The process itself.
  public static void main(String[] args) throws IOException {
    try (Server server = Server.callbacks(Echo::new).engine(engine(args[0])).start()) {
      System.out.println(server.port());
      System.in.transferTo(OutputStream.nullOutputStream());
    }
  }

  private static Engine engine(String name) {
    return switch (name) {
      case "blocking" -> Engine.blocking();
      case "threads" -> Engine.threads();
      case "selector" -> Engine.selector();
      case "loops" -> Engine.loops(1);
      default -> Engine.virtual();
    };
  }

  private static final class Echo implements Protocol {
    @Override
    public void received(ByteBuffer bytes, Outbox outbox) {
      outbox.send(bytes);
    }

    @Override
    public void closed(@Nullable Throwable cause) {
      // A client that leaves is no error.
    }
  }
}
