package dev.heddle.loop.linux;

import dev.heddle.jdk.FileDescriptors;
import dev.heddle.jdk.Workers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;

/// A part of a file on its way to a socket, within the system: a loop sends what is in memory, and
/// has the rest read by other threads first. For the virtual thread that writes.
///
/// It has a descriptor of its own: that of the channel may be another file's at any time.
public final class SentFile {
  /// How much is sent at once: what is sent without a copy takes a loop some 40 µs.
  private static final int PIECE = 256 * 1024;

  /// How much is brought into memory at once.
  private static final int AHEAD = 1024 * 1024;

  private static final int SCRATCH = 64 * 1024;

  private final FileCalls calls;
  private final FileChannel file;
  private final long end;
  private long position;
  private long inMemoryUpTo;

  /// Where it goes: a socket that does not block.
  public interface Target {
    /// @throws IOException if it is closed
    int descriptor() throws IOException;

    /// Parks until the system may take more.
    void awaitRoom() throws IOException;

    /// The system has taken so many bytes more.
    void sent(int bytes);
  }

  private SentFile(FileCalls calls, FileChannel file, long position, long count) {
    this.calls = calls;
    this.file = file;
    this.position = position;
    this.end = position + count;
  }

  /// Sends a part of a file.
  ///
  /// @return how many bytes: fewer than `count` if the file ends before, the system does not send
  ///   it, or the connection has failed, which the next write is told
  /// @throws IOException what `to` throws, or the file when it is read
  public static long send(FileCalls calls, FileChannel file, long position, long count, Target to)
      throws IOException {
    int own = descriptor(file);
    if (own < 0) {
      return 0;
    }
    try {
      return new SentFile(calls, file, position, count).send(own, to);
    } finally {
      Linux.close(own);
    }
  }

  /// @return a negative number if there is none
  private static int descriptor(FileChannel file) throws ClosedChannelException {
    int number = FileDescriptors.of(file);
    if (number < 0) {
      return number;
    }
    int own = Linux.control(number, Linux.F_DUPFD_CLOEXEC, 0);
    if (!file.isOpen()) { // then it may be any other's
      if (own >= 0) {
        Linux.close(own);
      }
      throw new ClosedChannelException();
    }
    return own;
  }

  private long send(int own, Target to) throws IOException {
    long start = position;
    while (position < end) {
      int count = (int) Math.min(PIECE, end - position);
      bringIntoMemory(own, count);
      int sent = calls.send(to.descriptor(), own, position, count);
      if (sent > 0) {
        position += sent;
        to.sent(sent);
      } else if (sent == -Linux.EAGAIN) {
        to.awaitRoom();
      } else {
        break;
      }
    }
    return position - start;
  }

  /// Sees to it that the next bytes are in memory: asks for many at once, for that takes a call.
  private void bringIntoMemory(int own, int count) throws IOException {
    if (position + count <= inMemoryUpTo) {
      return;
    }
    long from = Math.max(position, inMemoryUpTo);
    long to = Math.min(end, from + AHEAD);
    if (!calls.areInMemory(own, from, to - from)) {
      Workers.FILES.offload(() -> read(from, to));
    }
    inMemoryUpTo = to;
  }

  /// Reading is what brings a file into memory and tells when it is there.
  private boolean read(long from, long to) throws IOException {
    ByteBuffer scratch = ByteBuffer.allocateDirect((int) Math.min(SCRATCH, to - from));
    for (long at = from; at < to; at += scratch.position()) {
      scratch.clear();
      if (file.read(scratch, at) <= 0) {
        break; // the file has ended: sending will tell
      }
    }
    return true;
  }
}
