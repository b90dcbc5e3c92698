package dev.heddle.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.sim.runs.NotSimulatedException;
import java.net.InetSocketAddress;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What cannot be simulated fails a world, in a way that tells what it was.
class RefusalsTest {
  private static final String CHANNEL = "an asynchronous channel cannot be simulated";
  private static final String PROCESS = "a process cannot be simulated";

  private static void assertRefused(World.Body body, String message) {
    Failure failure = Simulation.of(body).seeds(3).run().failure();
    assertThat(failure).isNotNull();
    assertThat(failure.cause()).isInstanceOf(NotSimulatedException.class).hasMessage(message);
  }

  @Test
  void aProcess() {
    assertRefused(world -> new ProcessBuilder("true").start(), PROCESS);
    assertRefused(world -> Runtime.getRuntime().exec(new String[] {"true"}), PROCESS);
  }

  @Test
  void aPipelineOfProcesses() {
    assertRefused(
        world ->
            ProcessBuilder.startPipeline(
                List.of(new ProcessBuilder("true"), new ProcessBuilder("true"))),
        PROCESS);
  }

  @Test
  void anAsynchronousServer() {
    assertRefused(
        world -> {
          try (var server = AsynchronousServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(0));
          }
        },
        CHANNEL);
  }

  @Test
  void anAsynchronousClient() {
    assertRefused(world -> AsynchronousSocketChannel.open().close(), CHANNEL);
  }

  @Test
  void anAsynchronousChannelOfAGroupThatWasMadeOutside() throws Exception {
    AsynchronousChannelGroup group =
        AsynchronousChannelGroup.withFixedThreadPool(1, Executors.defaultThreadFactory());
    try {
      assertRefused(world -> AsynchronousSocketChannel.open(group).close(), CHANNEL);
      assertRefused(world -> AsynchronousServerSocketChannel.open(group).close(), CHANNEL);
    } finally {
      group.shutdownNow();
    }
  }

  @Test
  void anAsynchronousFile(@TempDir Path folder) throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertRefused(world -> AsynchronousFileChannel.open(file).close(), CHANNEL);
    AsynchronousFileChannel.open(file).close();
  }

  @Test
  void theEndOfTheJvm() {
    assertRefused(world -> System.exit(0), "the end of the JVM cannot be simulated");
    assertRefused(world -> Runtime.getRuntime().halt(0), "the end of the JVM cannot be simulated");
  }

  @Test
  void aWatchService() throws Exception {
    assertRefused(
        world -> FileSystems.getDefault().newWatchService().close(),
        "a watch service cannot be simulated");
    FileSystems.getDefault().newWatchService().close();
  }
}
