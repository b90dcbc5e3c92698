package dev.heddle.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.FileInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PreparationTest {

  /// Uses up all file descriptors, and then what the observer needs later.
  static final class Shortage {
    private Shortage() {}

    public static void main(String[] arguments) throws Exception {
      Observer.prepare();
      List<AutoCloseable> descriptors = new ArrayList<>();
      var answer = new AtomicInteger();
      try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
          var client = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
          Socket socket = listener.accept()) {
        useUp(descriptors);
        ManagementFactory.getThreadMXBean().getThreadCpuTime(Thread.currentThread().threadId());
        ManagementFactory.getRuntimeMXBean().getUptime();
        Class.forName("io.micrometer.core.instrument.binder.system.UptimeMetrics");
        Thread reader =
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    answer.set(socket.getInputStream().read());
                  } catch (IOException e) {
                    // There is no answer then.
                  }
                });
        client.getOutputStream().write(7);
        reader.join();
      }
      for (AutoCloseable descriptor : descriptors) {
        descriptor.close();
      }
      System.out.println("after " + descriptors.size() + " descriptors: read " + answer.get());
    }

    @SuppressWarnings("InfiniteLoop") // until there is none left
    private static void useUp(List<AutoCloseable> descriptors) {
      try {
        while (true) {
          descriptors.add(new FileInputStream("/dev/null"));
        }
      } catch (IOException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void whatItHasPreparedWorksWithoutAFreeDescriptor() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is no sh here");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process child =
        new ProcessBuilder(
                "/bin/sh",
                "-c",
                "ulimit -n 300; exec \"$0\" -cp \"$1\" \"$2\"",
                java.toString(),
                System.getProperty("java.class.path"),
                Shortage.class.getName())
            .redirectErrorStream(true)
            .start();
    try {
      String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(child.waitFor()).as(said).isZero();
      assertThat(said).contains("Too many open files").containsPattern("after \\d+ .*: read 7");
    } finally {
      child.destroyForcibly();
    }
  }
}
