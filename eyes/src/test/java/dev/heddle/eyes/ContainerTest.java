package dev.heddle.eyes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.eyes.Finding.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A JVM in namespaces of its own, as containers have them: it does not see our `/tmp`, has another
/// process id there than here, and belongs to another user. We are root, outside of them.
class ContainerTest {
  private static final String OWN_FILES =
      "mount -t tmpfs tmpfs /tmp && chmod 1777 /tmp"
          + " && exec setpriv --reuid=65534 --regid=65534 --clear-groups \"$@\"";
  private static final List<String> CONTAINER =
      List.of("unshare", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child");

  @BeforeAll
  static void isPossible() throws Exception {
    assumeTrue(isMade(), "needs root, and unshare and setpriv of util-linux");
    assumeTrue(
        !Path.of("").toAbsolutePath().startsWith("/tmp"),
        "needs a folder that is not in /tmp, which the container does not see");
  }

  private static boolean isMade() throws InterruptedException {
    try {
      return new ProcessBuilder(inside("true")).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static List<String> inside(String... command) {
    List<String> shell = List.of("sh", "-c", OWN_FILES, "container");
    return Stream.of(CONTAINER, shell, List.of(command)).flatMap(List::stream).toList();
  }

  private static long deadlocks(Report report) {
    return report.findings().stream().filter(one -> one.kind() == Kind.DEADLOCK).count();
  }

  @Test
  void itsHeapDumpIsReadFromOutside() throws Exception {
    try (ChildJvm child = ChildJvm.startBy(inside(), "platform", "lost")) {
      String pid = Long.toString(child.descendant());
      try (Watcher watcher = Watcher.of(JvmTarget.find(pid), Depth.DUMP, Watcher.DEFAULT_BYTES)) {
        Report report = watcher.lookForEnds(Duration.ofMillis(100));
        for (int i = 0; i < 10 && report.findings().isEmpty(); i++) {
          report = watcher.lookForEnds(Duration.ofMillis(100));
        }
        assertThat(report.findings()).extracting(Finding::kind).contains(Kind.NEVER_WOKEN);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DUMP", "OWNERS"})
  void itsDeadlockIsNamedFromOutsideAndNothingOfTheLookStaysInside(Depth depth) throws Exception {
    try (ChildJvm child = ChildJvm.startBy(inside(), "platform", "locks")) {
      long pid = child.descendant();
      Path tmp = Path.of("/proc/" + pid + "/root/tmp");
      try (Watcher watcher =
          Watcher.of(JvmTarget.find(Long.toString(pid)), depth, Watcher.DEFAULT_BYTES)) {
        Report report = watcher.look(Duration.ofMillis(100));
        for (int i = 0; i < 40 && deadlocks(report) == 0; i++) {
          report = watcher.look(Duration.ofMillis(100));
        }
        assertThat(deadlocks(report)).isOne();
      }
      try (var left = Files.list(tmp)) {
        assertThat(left.map(file -> file.getFileName().toString()))
            .noneMatch(name -> name.startsWith("heddle"));
      }
    }
  }
}
