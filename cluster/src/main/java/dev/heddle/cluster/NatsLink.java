package dev.heddle.cluster;

import dev.heddle.load.crew.CrewLink;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Subscription;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A link over NATS: two subjects that no other program uses. Messages are cut into pieces that the
/// server takes, and the pieces are numbered, so that one that is lost is noticed: NATS does not
/// repeat what a broken connection had on its way.
final class NatsLink implements CrewLink {
  private static final int HEAD = Long.BYTES + 1;
  private static final int LARGEST_PIECE = 256 * 1024;
  private static final int LARGEST_MESSAGE = 64 * 1024 * 1024;
  private static final byte MORE = 0;
  private static final byte LAST = 1;
  private static final byte BYE = 2;
  private static final Duration LOOK = Duration.ofMillis(500);

  private final Connection connection;
  private final Subscription in;
  private final String out;
  private final AtomicBoolean closed = new AtomicBoolean();
  private long sent;
  private long received;

  /// @param in the subject on which the other side sends
  /// @param out the subject on which this side does
  NatsLink(Connection connection, String in, String out) {
    this.connection = connection;
    this.in = connection.subscribe(in);
    this.out = out;
  }

  @Override
  public void send(String message) throws IOException {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    int most = (int) Math.min(LARGEST_PIECE, connection.getMaxPayload()) - HEAD;
    int from = 0;
    do {
      int size = Math.min(most, bytes.length - from);
      piece(from + size == bytes.length ? LAST : MORE, bytes, from, size);
      from += size;
    } while (from < bytes.length);
  }

  private synchronized void piece(byte kind, byte[] bytes, int from, int size) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate(HEAD + size);
    piece.putLong(++sent).put(kind).put(bytes, from, size);
    try {
      connection.publish(out, piece.array());
    } catch (IllegalStateException e) {
      throw new IOException("NATS: " + e.getMessage(), e); // disconnected, and its buffer is full
    }
  }

  @Override
  public @Nullable String receive() throws IOException {
    var message = new ByteArrayOutputStream();
    while (!closed.get()) {
      Message piece = next();
      if (piece != null) {
        ByteBuffer data = ByteBuffer.wrap(piece.getData());
        if (data.remaining() < HEAD || data.getLong() != ++received) {
          throw new IOException("messages on NATS were lost");
        }
        byte kind = data.get();
        if (kind == BYE) {
          return null;
        }
        message.write(data.array(), data.position(), data.remaining());
        if (kind == LAST) {
          return message.toString(StandardCharsets.UTF_8);
        }
        if (message.size() > LARGEST_MESSAGE) {
          throw new IOException("a message of more than " + LARGEST_MESSAGE + " bytes");
        }
      }
    }
    return null;
  }

  private @Nullable Message next() throws IOException {
    try {
      return in.nextMessage(LOOK);
    } catch (IllegalStateException e) {
      if (closed.get()) {
        return null;
      }
      throw new IOException("NATS: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public boolean noticesDeath() {
    return false;
  }

  @Override
  public String ending() {
    return "has left";
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      try {
        piece(BYE, new byte[0], 0, 0);
        in.unsubscribe();
      } catch (IOException | IllegalStateException e) {
        // The other side hears nothing more, and notices that.
      }
    }
  }
}
