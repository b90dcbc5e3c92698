package dev.heddle.http.files;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// The bytes of a file: in memory, or still in the file.
sealed interface Content extends Closeable {

  /// Writes a part of it.
  void writeTo(OutputStream output, ByteRange range) throws IOException, InterruptedException;

  /// Small and often wanted. Immutable.
  ///
  /// @param bytes all of it
  record InMemory(ByteBuffer bytes) implements Content {
    private static final int PIECE = 16 * 1024;

    @Override
    public void writeTo(OutputStream output, ByteRange range) throws IOException {
      byte[] piece = new byte[(int) Math.min(PIECE, range.count())];
      for (long done = 0; done < range.count(); ) {
        int count = (int) Math.min(piece.length, range.count() - done);
        bytes.get((int) (range.first() + done), piece, 0, count);
        output.write(piece, 0, count);
        done += count;
      }
    }

    @Override
    public void close() {}
  }

  /// Read by workers, piece by piece, so that a response holds one piece whatever the file's size.
  /// Belongs to the response's thread.
  record OnDisk(FileChannel channel, FileWorkers workers) implements Content {
    private static final int PIECE = 64 * 1024;

    @Override
    public void writeTo(OutputStream output, ByteRange range)
        throws IOException, InterruptedException {
      ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, range.count()));
      for (long done = 0; done < range.count(); done += piece.limit()) {
        long at = range.first() + done;
        piece.clear().limit((int) Math.min(PIECE, range.count() - done));
        workers.call(() -> fill(piece, at));
        output.write(piece.array(), 0, piece.limit());
      }
    }

    private boolean fill(ByteBuffer piece, long at) throws IOException {
      while (piece.hasRemaining()) {
        if (channel.read(piece, at + piece.position()) < 0) {
          throw new EOFException("the file has become shorter while it was sent");
        }
      }
      return true;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
