package dev.heddle.loop.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.fixtures.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class SuccessorTest {
  @Test
  void itHasTheGivenDescriptorsAndNoneThatIsOpenedMeanwhile() throws Exception {
    var enough = new AtomicBoolean();
    CompletableFuture<Void> opening =
        CompletableFuture.runAsync(
            () -> {
              while (!enough.get()) {
                try {
                  SocketChannel.open().close();
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              }
            },
            task -> Thread.ofPlatform().start(task));
    try (var given = ServerSocketChannel.open().bind(null)) {
      int descriptor = ListeningSockets.at(given.getLocalAddress(), false);
      for (int i = 0; i < 20; i++) {
        try (Successor successor = start(List.of("/bin/sleep", "60"), descriptor)) {
          Eventually.that( // once it has loaded its libraries
              "it has those only",
              () -> descriptors(successor).equals(List.of("0", "1", "2", "3", "4", "5")));
          successor.kill();
          assertThat(successor.awaitProgress()).isNegative();
        }
      }
    } finally {
      enough.set(true);
      opening.join();
    }
  }

  private static List<String> descriptors(Successor process) {
    try (var open = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
      return open.map(each -> each.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void oneThatEndsIsNotReadyAndLeavesNothingBehind() throws IOException {
    try (Successor successor = start(List.of("/bin/false"), 0)) {
      assertThat(successor.awaitProgress()).isNegative();
      assertThat(ProcessHandle.of(successor.pid())).isEmpty();
      successor.terminate(); // nobody
    }
  }

  @Test
  void oneThatIsPreparedWaitsForItsTurn() throws IOException {
    String script = "printf P >&4; head -c 1 <&5 >/dev/null; printf R >&4";
    try (Successor successor = start(List.of("/bin/sh", "-c", script), 0)) {
      assertThat(successor.awaitProgress()).isEqualTo(Successor.PREPARED);
      successor.giveTurn();
      assertThat(successor.awaitProgress()).isEqualTo(Successor.READY);
      assertThat(successor.awaitProgress()).isNegative();
      successor.giveTurn(); // to nobody
    }
  }

  private static Successor start(List<String> command, int given) throws IOException {
    return Successor.start(command, System.getenv(), List.of(given));
  }
}
