package dev.heddle.connection;

import dev.heddle.jdk.Workers;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;

/// A part of a file that is read and written piece by piece, so that a connection holds one piece
/// whatever the file's size. For the thread that writes.
///
/// @param file stays the caller's
/// @param position of the first byte
/// @param count how many bytes
record FilePieces(FileChannel file, long position, long count) {
  private static final int SIZE = 64 * 1024;

  /// Where the pieces go.
  @FunctionalInterface
  interface Target {
    /// Takes all bytes; the buffer is the caller's again afterwards.
    void write(ByteBuffer piece) throws IOException;
  }

  /// @throws EOFException if the file ends before the part does
  /// @throws ClosedByInterruptException if the thread is interrupted while it waits for the disk
  void writeTo(Target target) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate((int) Math.min(SIZE, count));
    for (long done = 0; done < count; done += piece.limit()) {
      int wanted = (int) Math.min(SIZE, count - done);
      piece.clear().limit(wanted);
      long from = position + done;
      Workers.FILES.offload(() -> fill(piece, from));
      target.write(piece.flip());
      if (piece.limit() < wanted) {
        throw new EOFException("the file has become shorter while it was sent");
      }
    }
  }

  /// Fills the piece, as far as the file goes.
  private boolean fill(ByteBuffer piece, long from) throws IOException {
    while (piece.hasRemaining() && file.read(piece, from + piece.position()) >= 0) {}
    return true;
  }
}
