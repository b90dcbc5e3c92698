package dev.heddle.http.files;

import dev.heddle.http.BodyOutput;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// The bytes of a file: in memory, or still in the file.
sealed interface Content extends Closeable {

  /// Writes a part of it.
  void writeTo(BodyOutput output, ByteRange range) throws IOException;

  /// Small and often wanted. Immutable.
  ///
  /// @param bytes all of it
  record InMemory(ByteBuffer bytes) implements Content {
    private static final int PIECE = 16 * 1024;

    @Override
    public void writeTo(BodyOutput output, ByteRange range) throws IOException {
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

  /// Sent by the system, if it can. Belongs to the response's thread.
  record OnDisk(FileChannel channel) implements Content {
    @Override
    public void writeTo(BodyOutput output, ByteRange range) throws IOException {
      output.writeFile(channel, range.first(), range.count());
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
