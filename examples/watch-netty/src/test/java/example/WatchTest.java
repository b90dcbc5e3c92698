package example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.watch.ThreadWatch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/// Lines whose answers wait for each other are named; healthy ones are not.
class WatchTest {
  private static void until(BooleanSupplier holds) throws InterruptedException {
    while (!holds.getAsBoolean()) {
      Thread.sleep(100);
    }
  }

  private static ThreadWatch watch() {
    return ThreadWatch.builder().every(Duration.ofMillis(500)).start();
  }

  private static void say(Socket to, String line) throws IOException {
    to.getOutputStream().write((line + "\n").getBytes());
  }

  @Test
  void aDeadlockOfTwoAnswersIsNamedWithLinesAndOwners() throws Exception {
    var crossed = new Crossed();
    try (var log = new Log();
        var watch = watch();
        var server =
            new LineServer(0, line -> line.equals("1") ? crossed.forwards() : crossed.backwards());
        var one = new Socket("127.0.0.1", server.port());
        var two = new Socket("127.0.0.1", server.port())) {
      say(one, "1");
      say(two, "2");
      until(() -> !log.warnings().isEmpty());
      assertThat(log.warnings())
          .singleElement()
          .asString()
          .startsWith("deadlock: 2 threads wait for each other, for ever")
          .matches(
              "(?s)(.*\\(virtual\\) at example.Crossed.take\\("
                  + Crossed.LINE
                  + "\\)\\s+waits for ReentrantLock@\\w+, held by #\\d+){2}");
      crossed.end();
      until(() -> log.warnings().size() == 2);
      assertThat(log.warnings().getLast()).startsWith("deadlock ended after");
    }
  }

  @Test
  void healthyAnswersGiveNoFinding() throws Exception {
    try (var log = new Log();
        var watch = watch();
        var server = new LineServer(0, line -> line);
        var client = new Socket("127.0.0.1", server.port())) {
      var in = new BufferedReader(new InputStreamReader(client.getInputStream()));
      until(log::hasBegun);
      long end = System.nanoTime() + 5_000_000_000L;
      while (System.nanoTime() < end) {
        say(client, "hello");
        assertThat(in.readLine()).isEqualTo("hello");
      }
      assertThat(log.warnings()).isEmpty();
    }
  }
}
