package dev.heddle.sim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.sim.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// What is left on a disk after a crash.
class CrashTest {
  private static final int SEEDS = 200;

  /// What programs do before the crash.
  @FunctionalInterface
  private interface Work {
    void on(Disk disk) throws IOException;
  }

  /// What many seeds leave, and how often.
  private static Map<String, Integer> left(Work before, Function<Disk, String> after) {
    var found = new TreeMap<String, Integer>();
    Simulation.of(
            world -> {
              Host host = world.host("host");
              host.run(() -> before.on(host.disk())).join();
              host.crash();
              String left = after.apply(host.disk());
              found.merge(left, 1, Integer::sum);
            })
        .seeds(SEEDS)
        .run()
        .requireSuccess();
    return found;
  }

  private static void sync(Path path) throws IOException {
    try (var channel = FileChannel.open(path, READ)) {
      channel.force(true);
    }
  }

  /// The file `/file` with this text, name and all on the disk.
  private static Path stored(Disk disk, String text) throws IOException {
    Path file = Files.writeString(disk.path("/file"), text);
    sync(file);
    sync(disk.path("/"));
    return file;
  }

  private static String text(Disk disk, String name) {
    try {
      return Files.exists(disk.path(name)) ? Files.readString(disk.path(name)) : "none";
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// Long texts by their first letter and their length in sectors, so that torn ones can be told.
  private static String shape(String text) {
    var shape = new StringBuilder();
    for (int i = 0; i < text.length(); i += 512) {
      char sector = text.charAt(i);
      shape.append(sector == 0 ? '-' : sector);
    }
    return shape.toString();
  }

  @Test
  void whatWasSyncedIsThere() {
    assertThat(left(disk -> stored(disk, "old"), disk -> text(disk, "/file")))
        .containsOnlyKeys("old");
  }

  @Test
  void aNewFileNeedsASyncOfItsFolder() {
    assertThat(
            left(
                disk -> sync(Files.writeString(disk.path("/file"), "new")),
                disk -> text(disk, "/file")))
        .containsOnlyKeys("new", "none");
  }

  @Test
  void aNewFileThatIsNotSyncedMayBeEmptyOrZeros() {
    assertThat(
            left(
                disk -> {
                  Files.writeString(disk.path("/file"), "new");
                  sync(disk.path("/"));
                },
                disk -> text(disk, "/file")))
        .containsOnlyKeys("", "new", "\0\0\0");
  }

  @Test
  void aReplacedFileThatWasNotSyncedMayBeLostWithItsPredecessor() {
    Work replaces =
        disk -> {
          stored(disk, "old");
          Path next = Files.writeString(disk.path("/next"), "new");
          Files.move(next, disk.path("/file"), StandardCopyOption.ATOMIC_MOVE);
        };
    assertThat(left(replaces, disk -> text(disk, "/file")))
        .containsOnlyKeys("", "\0\0\0", "new", "old");
    Work syncsFirst =
        disk -> {
          stored(disk, "old");
          Path next = Files.writeString(disk.path("/next"), "new");
          sync(next);
          Files.move(next, disk.path("/file"), StandardCopyOption.ATOMIC_MOVE);
        };
    assertThat(left(syncsFirst, disk -> text(disk, "/file"))).containsOnlyKeys("new", "old");
  }

  @Test
  void namesAreKeptInTheOrderInWhichTheyChanged() {
    assertThat(
            left(
                disk -> {
                  Files.createDirectory(disk.path("/a"));
                  Files.createFile(disk.path("/a/b"));
                  Files.move(disk.path("/a/b"), disk.path("/c"));
                },
                disk ->
                    (Files.exists(disk.path("/a")) ? "a" : "")
                        + (Files.exists(disk.path("/a/b")) ? "b" : "")
                        + (Files.exists(disk.path("/c")) ? "c" : "")))
        .containsOnlyKeys("", "a", "ab", "ac");
  }

  @Test
  void aLongWriteMayBeTorn() {
    Map<String, Integer> left =
        left(
            disk -> {
              Path file = stored(disk, "a".repeat(4 * 512));
              try (var channel = FileChannel.open(file, WRITE)) {
                channel.write(ByteBuffer.wrap("b".repeat(3 * 512).getBytes(UTF_8)), 0);
              }
            },
            disk -> shape(text(disk, "/file")));
    assertThat(left)
        .containsOnlyKeys("aaaa", "aaba", "abaa", "abba", "baaa", "baba", "bbaa", "bbba");
  }

  @Test
  void laterWritesMayBeKeptWithoutEarlierOnes() {
    Map<String, Integer> left =
        left(
            disk -> {
              Path file = stored(disk, "");
              try (var channel = FileChannel.open(file, WRITE)) {
                channel.write(ByteBuffer.wrap("a".repeat(512).getBytes(UTF_8)));
                channel.write(ByteBuffer.wrap("b".repeat(512).getBytes(UTF_8)));
              }
            },
            disk -> shape(text(disk, "/file")));
    assertThat(left).containsOnlyKeys("", "-", "--", "-b", "a", "a-", "ab");
  }

  @Test
  void aTruncationThatWasNotSyncedMayBeUndone() {
    assertThat(
            left(
                disk -> {
                  Path file = stored(disk, "old");
                  Files.newByteChannel(file, WRITE, StandardOpenOption.TRUNCATE_EXISTING).close();
                },
                disk -> text(disk, "/file")))
        .containsOnlyKeys("", "old");
  }

  @Test
  void whatASyncCouldNotStoreIsNotStoredByTheNextOne() {
    assertThat(
            left(
                disk -> {
                  Path file = stored(disk, "");
                  try (var channel = FileChannel.open(file, WRITE, READ)) {
                    channel.write(ByteBuffer.wrap(new byte[] {'x'}));
                    disk.failSyncs(1);
                    assertThatThrownBy(() -> channel.force(false))
                        .isInstanceOf(IOException.class)
                        .hasMessage("Input/output error");
                    channel.force(false);
                    assertThat(Files.readString(file)).isEqualTo("x");
                  }
                },
                disk -> text(disk, "/file")))
        .containsOnlyKeys("");
  }

  @Test
  void aFullDiskTakesAPartAndThenNothing() {
    Simulation.of(
            world -> {
              Disk disk = world.host("host").disk();
              Path file = Files.writeString(disk.path("/file"), "old");
              disk.full(true);
              try (var channel = FileChannel.open(file, WRITE)) {
                ByteBuffer much = ByteBuffer.allocate(10_000);
                int room = 0;
                try {
                  room = channel.write(much);
                } catch (IOException e) {
                  assertThat(e).hasMessage("No space left on device");
                }
                assertThat(room).isLessThan(4_200);
                assertThatThrownBy(() -> channel.write(much, Files.size(file)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("No space left on device");
                assertThat(channel.write(ByteBuffer.wrap(new byte[] {'n'}), 0)).isEqualTo(1);
                disk.full(false);
                assertThat(channel.write(ByteBuffer.allocate(10_000), 0)).isEqualTo(10_000);
              }
            })
        .seeds(50)
        .run()
        .requireSuccess();
  }

  @Test
  void aSlowDiskTakesItsTimeToSync() {
    Simulation.of(
            world -> {
              Disk disk = world.host("host").disk();
              Path file = Files.createFile(disk.path("/file"));
              Duration before = world.elapsed();
              sync(file);
              assertThat(world.elapsed().minus(before)).isLessThan(Duration.ofMillis(6));
              disk.slow(true);
              before = world.elapsed();
              Thread.currentThread().interrupt();
              sync(file);
              assertThat(world.elapsed().minus(before)).isGreaterThan(Duration.ofMillis(250));
              assertThat(Thread.interrupted()).isTrue();
            })
        .seeds(20)
        .run()
        .requireSuccess();
  }

  @Test
  void whatWasOpenedBeforeACrashIsOfNoUse() {
    Simulation.of(
            world -> {
              Host host = world.host("host");
              FileChannel channel =
                  host.call(() -> FileChannel.open(host.disk().path("/file"), CREATE, WRITE));
              host.restart();
              assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1)))
                  .isInstanceOf(IOException.class)
                  .hasMessage("the machine has crashed since the file was opened");
              channel.close();
            })
        .seeds(5)
        .run()
        .requireSuccess();
  }

  @Test
  void theStoryOfAFailureTellsWhatWasDoneToFiles() {
    Failure failure =
        Simulation.of(
                world -> {
                  Host host = world.host("host");
                  host.run(() -> stored(host.disk(), "old")).join();
                  host.run(() -> Files.writeString(host.disk().path("/file"), "new")).join();
                  host.crash();
                  assertThat(text(host.disk(), "/file")).isEqualTo("new");
                })
            .seeds(50)
            .run()
            .failure();

    assertThat(failure).isNotNull();
    assertThat(failure.story())
        .contains("calls Files.writeString at CrashTest.stored")
        .contains("calls FileChannel.force at CrashTest.sync");
  }

  @Test
  void faultsOfDisksFollowFromTheSeed() {
    Simulation.of(
            world -> {
              Host host = world.host("host");
              Path file = host.disk().path("/log");
              world
                  .faults()
                  .within(Duration.ofSeconds(10))
                  .slowDisks(2)
                  .fullDisks(2)
                  .crashes("host", 1);
              host.onBoot(() -> {
                while (world.elapsed().toSeconds() < 30) {
                  try {
                    Files.writeString(file, "line\n", CREATE, StandardOpenOption.APPEND);
                    sync(file);
                  } catch (IOException e) {
                    assertThat(e).hasMessage("No space left on device");
                  }
                  Thread.sleep(50);
                }
              });
              world.eventually(() -> world.elapsed().toSeconds() > 31 && host.isUp());
              assertThat(Files.size(file)).isPositive();
            })
        .seeds(60)
        .run()
        .requireSuccess();
  }
}
