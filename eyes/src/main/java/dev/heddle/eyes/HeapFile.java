package dev.heddle.eyes;

import dev.heddle.eyes.heap.Ends;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.LongPredicate;

/// The file of a heap dump of another JVM, until it is closed. It has no name any more. Belongs to
/// one thread.
final class HeapFile implements AutoCloseable {
  private static final String DONE = "Heap dump file created";

  private final FileChannel file;
  private final Duration time;

  private HeapFile(FileChannel file, Duration time) {
    this.file = file;
    this.time = time;
  }

  /// Has the other JVM write one.
  static HeapFile of(Attachment jvm, long pid) throws LookException {
    long begin = System.nanoTime();
    try {
      FileChannel file = file(jvm, pid);
      return new HeapFile(file, Duration.ofNanos(System.nanoTime() - begin));
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /// @param moved whether the thread with this id has continued since, so that nothing kept it
  HeapDump read(LongPredicate moved) throws LookException {
    try {
      return new HeapDump(Ends.in(file, moved), file.size(), time);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static LookException unreadable(IOException e) {
    return new LookException("the heap dump cannot be read: " + e.getMessage(), e);
  }

  /// The folder belongs to the other process: what lies there may be a link to anything.
  private static FileChannel file(Attachment jvm, long pid) throws IOException, LookException {
    try (SharedFolder folder = SharedFolder.make(pid)) {
      checkSpace(folder.path(), 2 * HeapUse.bytes(jvm.jcmd("GC.heap_info")));
      folder.give();
      String said = jvm.jcmd("GC.heap_dump -all " + folder.inside() + "/heap");
      if (!said.contains(DONE)) {
        throw new LookException("the JVM did not write a heap dump: " + said.strip());
      }
      return FileChannel.open(
          folder.path().resolve("heap"), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }
  }

  /// By `File`, because `Files.getFileStore` resolves the path of a folder in a container outside
  /// of it.
  private static void checkSpace(Path folder, long needed) throws LookException {
    long free = folder.toFile().getUsableSpace();
    if (free < needed) {
      throw new LookException(
          "a heap dump may need "
              + (needed >> 20)
              + " MiB in "
              + folder.getParent()
              + ", where "
              + (free >> 20)
              + " MiB are free");
    }
  }

  @Override
  public void close() throws LookException {
    try {
      file.close();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }
}
