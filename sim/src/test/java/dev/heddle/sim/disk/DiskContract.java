package dev.heddle.sim.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.DSYNC;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What programs may expect of a file system.
abstract class DiskContract {

  /// What is done in an empty folder.
  @FunctionalInterface
  interface Body {
    void in(Path folder) throws IOException;
  }

  /// Runs a body in an empty folder.
  abstract void run(Body body);

  private static ByteBuffer bytes(String text) {
    return UTF_8.encode(text);
  }

  private static String read(FileChannel channel, long from, int most) throws IOException {
    ByteBuffer into = ByteBuffer.allocate(most);
    channel.read(into, from);
    return UTF_8.decode(into.flip()).toString();
  }

  @Test
  void whatIsWrittenIsRead() {
    run(folder -> {
      Path file = folder.resolve("file");
      Files.writeString(file, "one\n");
      Files.writeString(file, "two\n", APPEND);
      assertThat(Files.readString(file)).isEqualTo("one\ntwo\n");
      assertThat(Files.readAllLines(file)).containsExactly("one", "two");
      Files.writeString(file, "new");
      assertThat(Files.size(file)).isEqualTo(3);
      try (BufferedWriter writer = Files.newBufferedWriter(file, APPEND)) {
        writer.write("er");
      }
      assertThat(Files.readAllBytes(file)).isEqualTo("newer".getBytes(UTF_8));
    });
  }

  @Test
  void aChannelHasAPosition() {
    run(folder -> {
      try (var channel = FileChannel.open(folder.resolve("file"), CREATE, READ, WRITE)) {
        assertThat(channel.write(bytes("0123456789"))).isEqualTo(10);
        assertThat(channel.position()).isEqualTo(10);
        assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        assertThat(channel.read(ByteBuffer.allocate(0))).isZero();
        channel.position(4).write(bytes("ab"));
        assertThat(channel.write(bytes("x"), 0)).isEqualTo(1);
        assertThat(read(channel, 0, 20)).isEqualTo("x123ab6789");
        ByteBuffer some = ByteBuffer.allocate(3);
        assertThat(channel.read(some)).isEqualTo(3);
        assertThat(channel.position()).isEqualTo(9);
        channel.position(12);
        channel.write(bytes("end"));
        assertThat(channel.size()).isEqualTo(15);
        assertThat(read(channel, 10, 5)).isEqualTo("\0\0end");
        channel.truncate(5);
        assertThat(channel.size()).isEqualTo(5);
        assertThat(channel.position()).isEqualTo(5);
        channel.truncate(100).force(true);
        assertThat(channel.size()).isEqualTo(5);
        channel.write(bytes("y"), 7);
        assertThat(read(channel, 0, 20)).isEqualTo("x123a\0\0y");
      }
    });
  }

  @Test
  void manyBuffersAreOneCall() {
    run(folder -> {
      Path file = folder.resolve("file");
      try (var channel = FileChannel.open(file, CREATE_NEW, WRITE)) {
        assertThat(channel.write(new ByteBuffer[] {bytes("ab"), bytes(""), bytes("cde")}))
            .isEqualTo(5);
      }
      try (var channel = FileChannel.open(file)) {
        var into = new ByteBuffer[] {ByteBuffer.allocate(1), ByteBuffer.allocate(9)};
        assertThat(channel.read(into)).isEqualTo(5);
        assertThat(UTF_8.decode(into[1].flip()).toString()).isEqualTo("bcde");
        assertThat(channel.read(into)).isZero();
        assertThat(channel.read(new ByteBuffer[] {ByteBuffer.allocate(1)})).isEqualTo(-1);
      }
    });
  }

  @Test
  void transfersMoveBytesBetweenChannels() {
    run(folder -> {
      Path file = folder.resolve("file");
      Files.writeString(file, "0123456789".repeat(2000));
      Path copy = folder.resolve("copy");
      try (var from = FileChannel.open(file);
          var to = FileChannel.open(copy, CREATE, READ, WRITE)) {
        assertThat(from.transferTo(1, 19_000, to)).isEqualTo(19_000);
        assertThat(from.transferTo(19_999, 10, to)).isEqualTo(1);
        assertThat(to.size()).isEqualTo(19_001);
        assertThat(to.transferFrom(Channels.newChannel(Files.newInputStream(file)), 0, 3))
            .isEqualTo(3);
        assertThat(read(to, 0, 6)).isEqualTo("012456");
      }
    });
  }

  /// What one of several threads does with a file.
  @FunctionalInterface
  private interface Work {
    void run() throws IOException;
  }

  /// Does the same in two threads, and waits for both.
  private static void twice(Work work) {
    List<CompletableFuture<Void>> both = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      var done = new CompletableFuture<Void>();
      both.add(done);
      Thread.ofVirtual()
          .start(() -> {
            try {
              work.run();
              done.complete(null);
            } catch (Throwable e) {
              done.completeExceptionally(e);
            }
          });
    }
    both.forEach(CompletableFuture::join);
  }

  private static void writeRecords(FileChannel channel) throws IOException {
    for (int i = 0; i < 10; i++) {
      channel.write(new ByteBuffer[] {bytes("head"), bytes("body"), bytes("\n")});
    }
  }

  @Test
  void threadsThatGatherWriteWholeRecords() {
    run(folder -> {
      Path file = folder.resolve("file");
      try (var channel = FileChannel.open(file, CREATE, WRITE)) {
        twice(() -> writeRecords(channel));
      }
      assertThat(Files.readString(file)).isEqualTo("headbody\n".repeat(20));
    });
  }

  @Test
  void channelsThatAppendWriteWholeRecords() {
    run(folder -> {
      Path file = folder.resolve("file");
      twice(() -> {
        try (var channel = FileChannel.open(file, CREATE, WRITE, APPEND)) {
          writeRecords(channel);
        }
      });
      assertThat(Files.readString(file)).isEqualTo("headbody\n".repeat(20));
    });
  }

  @Test
  void threadsThatWriteAndSyncDoNotOverwriteEachOther() {
    run(folder -> {
      Path file = folder.resolve("file");
      try (var channel = FileChannel.open(file, CREATE, WRITE, DSYNC)) {
        twice(() -> {
          for (int i = 0; i < 10; i++) {
            channel.write(bytes("record\n"));
          }
        });
        assertThat(channel.position()).isEqualTo(channel.size());
      }
      assertThat(Files.readString(file)).isEqualTo("record\n".repeat(20));
    });
  }

  @Test
  void threadsThatReadGetEachRecordOnce() {
    run(folder -> {
      Path file = Files.writeString(folder.resolve("file"), "0123456789");
      List<String> read = Collections.synchronizedList(new ArrayList<>());
      try (var channel = FileChannel.open(file)) {
        twice(() -> {
          ByteBuffer into = ByteBuffer.allocate(1);
          while (channel.read(new ByteBuffer[] {into.clear()}) >= 0) {
            read.add(UTF_8.decode(into.flip()).toString());
            if (channel.read(into.clear()) >= 0) {
              read.add(UTF_8.decode(into.flip()).toString());
            }
          }
        });
      }
      assertThat(read).hasSize(10).doesNotHaveDuplicates();
    });
  }

  @Test
  void whatAChannelWasNotOpenedForIsRefused() {
    run(folder -> {
      Path file = folder.resolve("file");
      assertThatThrownBy(() -> FileChannel.open(file)).isInstanceOf(NoSuchFileException.class);
      assertThatThrownBy(() -> FileChannel.open(file, WRITE))
          .isInstanceOf(NoSuchFileException.class);
      try (var channel = FileChannel.open(file, CREATE, WRITE)) {
        assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
            .isInstanceOf(NonReadableChannelException.class);
      }
      assertThatThrownBy(() -> FileChannel.open(file, CREATE_NEW, WRITE))
          .isInstanceOf(FileAlreadyExistsException.class);
      FileChannel reads = FileChannel.open(file);
      assertThatThrownBy(() -> reads.write(bytes("x")))
          .isInstanceOf(NonWritableChannelException.class);
      assertThatThrownBy(() -> reads.truncate(0)).isInstanceOf(NonWritableChannelException.class);
      assertThatThrownBy(() -> reads.position(-1)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> reads.read(ByteBuffer.allocate(1), -1))
          .isInstanceOf(IllegalArgumentException.class);
      reads.close();
      assertThatThrownBy(() -> reads.read(ByteBuffer.allocate(1)))
          .isInstanceOf(ClosedChannelException.class);
      assertThatThrownBy(reads::size).isInstanceOf(ClosedChannelException.class);
      assertThatThrownBy(() -> reads.force(true)).isInstanceOf(ClosedChannelException.class);
      assertThatThrownBy(() -> FileChannel.open(file, APPEND, TRUNCATE_EXISTING))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> FileChannel.open(folder, WRITE))
          .isInstanceOf(FileSystemException.class);
    });
  }

  @Test
  void whatIsAppendedComesLastWhereverTheChannelIs() {
    run(folder -> {
      Path file = folder.resolve("file");
      Files.writeString(file, "first");
      try (var one = FileChannel.open(file, APPEND);
          var other = FileChannel.open(file, APPEND, DSYNC)) {
        one.write(bytes(" one"));
        other.write(bytes(" other"));
        one.position(0).write(bytes(" last"));
        assertThat(one.position()).isEqualTo(one.size());
      }
      assertThat(Files.readString(file)).isEqualTo("first one other last");
      Files.newByteChannel(file, TRUNCATE_EXISTING, WRITE).close();
      assertThat(file).isEmptyFile();
    });
  }

  @Test
  void aFileThatIsOpenLivesOnWithoutItsName() {
    run(folder -> {
      Path file = folder.resolve("file");
      try (var channel = FileChannel.open(file, CREATE, READ, WRITE, DELETE_ON_CLOSE)) {
        channel.write(bytes("still here"));
        assertThat(file).doesNotExist();
        assertThat(read(channel, 0, 20)).isEqualTo("still here");
      }
      try (var channel = FileChannel.open(file, CREATE, READ, WRITE)) {
        Files.delete(Files.move(file, folder.resolve("moved")));
        channel.write(bytes("here"));
        assertThat(read(channel, 0, 20)).isEqualTo("here");
      }
      assertThat(folder).isEmptyDirectory();
    });
  }

  @Test
  void foldersHoldFoldersAndFiles() {
    run(folder -> {
      Path deep = Files.createDirectories(folder.resolve("a/b/c"));
      Files.writeString(deep.resolve("file"), "x");
      Files.createFile(folder.resolve("a/empty"));
      assertThat(Files.isDirectory(deep)).isTrue();
      assertThat(Files.isRegularFile(deep)).isFalse();
      assertThat(Files.exists(deep.resolve("none"))).isFalse();
      assertThat(Files.notExists(folder.resolve("a/empty/below"))).isTrue();
      try (Stream<Path> all = Files.walk(folder)) {
        assertThat(all.map(path -> folder.relativize(path).toString()).sorted())
            .containsExactly("", "a", "a/b", "a/b/c", "a/b/c/file", "a/empty");
      }
      try (var some = Files.newDirectoryStream(folder.resolve("a"), "e*")) {
        assertThat(some).extracting(path -> path.getFileName().toString()).containsExactly("empty");
      }
      assertThatThrownBy(() -> Files.delete(folder.resolve("a/b")))
          .isInstanceOf(DirectoryNotEmptyException.class);
      assertThatThrownBy(() -> Files.createDirectory(deep))
          .isInstanceOf(FileAlreadyExistsException.class);
      assertThatThrownBy(() -> Files.createDirectory(folder.resolve("x/y")))
          .isInstanceOf(NoSuchFileException.class);
      assertThatThrownBy(() -> Files.createFile(folder.resolve("a/empty/below")))
          .isInstanceOf(FileSystemException.class)
          .hasMessageContaining("Not a directory");
      assertThatThrownBy(() -> Files.list(folder.resolve("a/empty")))
          .isInstanceOf(NotDirectoryException.class);
      assertThatThrownBy(() -> Files.delete(folder.resolve("none")))
          .isInstanceOf(NoSuchFileException.class);
      assertThat(Files.deleteIfExists(folder.resolve("none"))).isFalse();
    });
  }

  @Test
  void aMoveReplacesOnlyOnRequest() {
    run(folder -> {
      Path one = Files.writeString(folder.resolve("one"), "1");
      Path two = Files.writeString(folder.resolve("two"), "2");
      assertThatThrownBy(() -> Files.move(one, two)).isInstanceOf(FileAlreadyExistsException.class);
      assertThatThrownBy(() -> Files.copy(one, two)).isInstanceOf(FileAlreadyExistsException.class);
      Files.copy(one, two, StandardCopyOption.REPLACE_EXISTING);
      assertThat(two).hasContent("1");
      Path three = Files.writeString(folder.resolve("three"), "3");
      Files.move(three, two, StandardCopyOption.ATOMIC_MOVE);
      assertThat(three).doesNotExist();
      assertThat(two).hasContent("3");
      Files.move(two, two);
      Path sub = Files.createDirectory(folder.resolve("sub"));
      Files.move(one, sub.resolve("one"));
      Files.move(sub, folder.resolve("renamed"));
      assertThat(folder.resolve("renamed/one")).hasContent("1");
      assertThatThrownBy(() -> Files.move(folder.resolve("renamed"), folder.resolve("renamed/in")))
          .isInstanceOf(FileSystemException.class);
      assertThatThrownBy(() -> Files.move(three, one)).isInstanceOf(NoSuchFileException.class);
    });
  }

  @Test
  void attributesTellWhatAFileIs() {
    run(folder -> {
      Path file = Files.writeString(folder.resolve("file"), "four");
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      assertThat(attributes.size()).isEqualTo(4);
      assertThat(attributes.isRegularFile()).isTrue();
      assertThat(attributes.isSymbolicLink()).isFalse();
      assertThat(Files.getAttribute(file, "size")).isEqualTo(4L);
      assertThat(Files.readAttributes(file, "size,isDirectory"))
          .hasSize(2)
          .containsEntry("size", 4L);
      assertThat(Files.readAttributes(file, "*")).containsKey("lastModifiedTime");
      assertThatThrownBy(() -> Files.readAttributes(file, "colour"))
          .isInstanceOf(IllegalArgumentException.class);
      Object key = attributes.fileKey();
      Path moved = Files.move(file, folder.resolve("moved"));
      assertThat(Files.readAttributes(moved, BasicFileAttributes.class).fileKey()).isEqualTo(key);
      assertThat(Files.isSameFile(moved, folder.resolve("./moved"))).isTrue();
      assertThat(Files.isSameFile(moved, folder)).isFalse();
      assertThat(Files.isHidden(folder.resolve(".hidden"))).isTrue();
    });
  }

  @Test
  void aTreeIsRemovedByAVisitor() {
    run(folder -> {
      Files.createDirectories(folder.resolve("tree/a/b"));
      Files.createFile(folder.resolve("tree/a/file"));
      List<String> seen = new ArrayList<>();
      Files.walkFileTree(
          folder.resolve("tree"),
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              seen.add(file.getFileName().toString());
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path left, IOException failure)
                throws IOException {
              seen.add(left.getFileName().toString());
              Files.delete(left);
              return FileVisitResult.CONTINUE;
            }
          });
      assertThat(seen).endsWith("a", "tree").contains("b", "file").hasSize(4);
      assertThat(folder).isEmptyDirectory();
    });
  }

  @Test
  void aLockExcludesAnotherOneOfTheSameProgram() {
    run(folder -> {
      Path file = folder.resolve("lock");
      try (var one = FileChannel.open(file, CREATE, WRITE);
          var other = FileChannel.open(file, WRITE)) {
        FileLock lock = one.tryLock();
        assertThat(lock.isValid()).isTrue();
        assertThatThrownBy(other::tryLock).isInstanceOf(OverlappingFileLockException.class);
        lock.release();
        assertThat(lock.isValid()).isFalse();
        FileLock part = other.lock(0, 10, false);
        assertThat(one.tryLock(10, 10, false).isShared()).isFalse();
        other.close();
        assertThat(part.isValid()).isFalse();
        assertThat(one.tryLock(0, 10, false)).isNotNull();
      }
    });
  }

  @Test
  void aFolderIsSynced() {
    run(folder -> {
      try (var channel = FileChannel.open(folder, READ)) {
        channel.force(true);
        assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
            .isInstanceOf(IOException.class)
            .hasMessage("Is a directory");
      }
    });
  }

  @Test
  void pathsAreResolved() {
    run(folder -> {
      Path path = folder.resolve("a/../b");
      assertThat(path.normalize())
          .isEqualTo(folder.resolve("b"))
          .hasSameHashCodeAs(folder.resolve("b"));
      assertThat(path.getParent()).isEqualTo(folder.resolve("a/.."));
      assertThat(path.resolveSibling("c").normalize()).isEqualTo(folder.resolve("c"));
      assertThat(folder.relativize(folder.resolve("a/b")).toString()).isEqualTo("a/b");
      assertThat(folder.resolve("a").startsWith(folder)).isTrue();
      assertThat(folder.resolve("a").compareTo(folder.resolve("b"))).isNegative();
      Path file = Files.createFile(folder.resolve("b"));
      assertThat(file.toRealPath()).isEqualTo(folder.toRealPath().resolve("b"));
      assertThatThrownBy(() -> folder.resolve("none").toRealPath())
          .isInstanceOf(NoSuchFileException.class);
    });
  }
}
