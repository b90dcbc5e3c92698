package dev.heddle.eyes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.fixtures.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RemoteAgentTest {
  /// The JDK makes one each time an agent is loaded, and keeps it.
  private static final Pattern LOADINGS =
      Pattern.compile("(\\d+) +\\d+ +sun\\.instrument\\.InstrumentationImpl");

  @Test
  void manySamplesLoadTheAgentOnce() throws Exception {
    try (ChildJvm child = ChildJvm.start(List.of(), "platform")) {
      look(child, 3);
      try (Attachment jvm = Attachment.to(child.pid())) {
        assertThat(loadings(jvm)).isEqualTo(1);
      }
    }
  }

  @Test
  void itsThreadIsNotReportedAndEndsWithTheWatcher() throws Exception {
    try (ChildJvm child = ChildJvm.start(List.of(), "platform");
        Attachment jvm = Attachment.to(child.pid())) {
      try (Watcher watcher = watcher(child)) {
        Report report = watcher.look(Duration.ofMillis(10));
        assertThat(jvm.jcmd("Thread.print")).contains(RemoteAgent.THREAD);
        assertThat(report.groups())
            .flatExtracting(StackGroup::examples)
            .extracting(Object::toString)
            .noneMatch(thread -> thread.contains(RemoteAgent.THREAD));
      }
      Eventually.that("its thread has ended", () -> !hasThread(jvm));
    }
  }

  @Test
  void samplesLeaveNoFilesBehind() throws Exception {
    try (ChildJvm child = ChildJvm.start(List.of(), "platform");
        Watcher watcher = watcher(child)) {
      watcher.look(Duration.ofMillis(10));
      List<Path> before = files(child);
      watcher.look(Duration.ofMillis(10));
      assertThat(files(child)).isEqualTo(before).hasSize(2);
    }
  }

  private static List<Path> files(ChildJvm child) throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/tmp"))) {
      Path folder =
          all.filter(path -> path.toString().contains("heddle-threads-" + child.pid() + '-'))
              .findFirst()
              .orElseThrow();
      try (Stream<Path> files = Files.list(folder)) {
        return files.sorted().toList();
      }
    }
  }

  @Test
  void twoWatchersLookAtOneJvmAtTheSameTime() throws Exception {
    try (ChildJvm child = ChildJvm.start(List.of(), "platform");
        Watcher one = watcher(child);
        Watcher two = watcher(child)) {
      int threads = one.look(Duration.ofMillis(10)).threads();
      assertThat(two.look(Duration.ofMillis(10)).threads()).isEqualTo(threads);
    }
  }

  private static Watcher watcher(ChildJvm child) throws LookException {
    return Watcher.of(
        JvmTarget.find(Long.toString(child.pid())), Depth.OWNERS, Watcher.DEFAULT_BYTES);
  }

  private static void look(ChildJvm child, int times) throws Exception {
    try (Watcher watcher = watcher(child)) {
      for (int i = 0; i < times; i++) {
        watcher.look(Duration.ofMillis(10));
      }
    }
  }

  private static int loadings(Attachment jvm) throws LookException {
    Matcher line = LOADINGS.matcher(jvm.jcmd("GC.class_histogram"));
    return line.find() ? Integer.parseInt(line.group(1)) : 0;
  }

  private static boolean hasThread(Attachment jvm) {
    try {
      return jvm.jcmd("Thread.print").contains(RemoteAgent.THREAD);
    } catch (LookException e) {
      throw new AssertionError(e);
    }
  }
}
