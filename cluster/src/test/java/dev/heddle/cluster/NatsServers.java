package dev.heddle.cluster;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.fixtures.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Real nats-servers with JetStream, one or three, on free ports of loopback. They keep their ports
/// and their data when they are killed and started again.
final class NatsServers implements AutoCloseable {
  private final Path folder;
  private final Path program;
  private final List<Integer> ports = new ArrayList<>();
  private final List<Integer> routes = new ArrayList<>();
  private final List<Process> processes = new ArrayList<>();

  private NatsServers(Path folder, Path program) {
    this.folder = folder;
    this.program = program;
  }

  static NatsServers start(int count, Path folder) throws IOException {
    var servers = new NatsServers(folder, program());
    servers.reserve(count);
    for (int i = 0; i < count; i++) {
      servers.processes.add(servers.launch(i));
    }
    for (int i = 0; i < count; i++) {
      servers.awaitUp(i);
    }
    return servers;
  }

  private static Path program() {
    for (String directory : (System.getenv("PATH") + ":/usr/sbin:/usr/local/sbin").split(":")) {
      Path program = Path.of(directory, "nats-server");
      if (Files.isExecutable(program)) {
        return program;
      }
    }
    assumeTrue(false, "needs nats-server");
    throw new AssertionError();
  }

  private void reserve(int count) throws IOException {
    var sockets = new ArrayList<ServerSocket>();
    for (int i = 0; i < 2 * count; i++) {
      sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    }
    for (int i = 0; i < count; i++) {
      ports.add(sockets.get(2 * i).getLocalPort());
      routes.add(sockets.get(2 * i + 1).getLocalPort());
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
  }

  private Process launch(int i) throws IOException {
    var command = new ArrayList<String>();
    command.addAll(List.of(program.toString(), "-js", "-a", "127.0.0.1"));
    command.addAll(List.of("-p", ports.get(i).toString(), "-n", "server" + i));
    command.addAll(List.of("-sd", folder.resolve("server" + i).toString()));
    if (ports.size() > 1) {
      command.addAll(List.of("--cluster_name", "test"));
      command.addAll(List.of("--cluster", "nats://127.0.0.1:" + routes.get(i)));
      String all = String.join(",", routes.stream().map(p -> "nats://127.0.0.1:" + p).toList());
      command.addAll(List.of("--routes", all));
    }
    Path log = folder.resolve("server" + i + ".log");
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  private void awaitUp(int i) {
    Eventually.that(
        "server " + i + " listens",
        () -> {
          try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", ports.get(i)), 1000);
            return true;
          } catch (IOException e) {
            return false;
          }
        });
  }

  /// Their addresses for clients.
  List<String> urls() {
    return ports.stream().map(port -> "nats://127.0.0.1:" + port).toList();
  }

  /// The address of one of them.
  String url(int i) {
    return urls().get(i);
  }

  /// As the machine of a server dies.
  void kill(int i) {
    processes.get(i).destroyForcibly().onExit().join();
  }

  /// Starts one that was killed.
  void restart(int i) throws IOException {
    processes.set(i, launch(i));
    awaitUp(i);
  }

  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
    processes.forEach(process -> process.onExit().join());
  }

  @Override
  public String toString() {
    return Stream.of(folder, ports).map(Object::toString).toList().toString();
  }
}
