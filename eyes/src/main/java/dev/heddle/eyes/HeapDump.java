package dev.heddle.eyes;

import dev.heddle.eyes.heap.Ends;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/// A heap dump of another JVM, and what it shows. Immutable.
///
/// @param bytes of its file
/// @param time until the other JVM had written it, most of which it stood still
record HeapDump(Ends ends, long bytes, Duration time) {
  private static final String DONE = "Heap dump file created";

  /// Takes one, reads it, and removes it.
  static HeapDump take(Attachment jvm, long pid) throws LookException {
    long begin = System.nanoTime();
    try (FileChannel file = file(jvm, pid)) {
      var time = Duration.ofNanos(System.nanoTime() - begin);
      return new HeapDump(Ends.in(file), file.size(), time);
    } catch (IOException e) {
      throw new LookException("the heap dump cannot be read: " + e.getMessage(), e);
    }
  }

  /// The open file, which has no name any more. The folder belongs to the other process: what lies
  /// there may be a link to anything.
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
}
