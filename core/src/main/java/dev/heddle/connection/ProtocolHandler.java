package dev.heddle.connection;

import dev.heddle.Connection;
import dev.heddle.Handler;
import dev.heddle.Protocol;
import java.nio.ByteBuffer;

/// Runs a protocol's callbacks on a connection that has a thread of its own: the adapter that lets
/// a [Protocol] run on every engine. Belongs to the connection's thread.
public final class ProtocolHandler implements Handler {
  private final Protocol protocol;

  public ProtocolHandler(Protocol protocol) {
    this.protocol = protocol;
  }

  @Override
  public void handle(Connection served) throws Exception {
    var connection = (StreamConnection) served;
    if (protocol instanceof FramedProtocol<?> framed) {
      connection.countMessages(0, 0); // from here on, what is read is no message by itself
      framed.countWith(() -> connection.countMessages(1, 0));
    }
    OutboxDrain drain = connection.outboxDrain();
    OutboxQueue outbox = drain.queue;
    call(drain, () -> protocol.connected(outbox));
    for (ByteBuffer chunk;
        !outbox.isClosed()
            && (chunk = connection.readChunk(!protocol.midMessage(), protocol.unfinished()))
                != null; ) {
      ByteBuffer bytes = chunk;
      call(drain, () -> protocol.received(bytes, outbox));
    }
    if (!outbox.isClosed()) {
      call(drain, () -> protocol.ended(outbox));
    }
  }

  /// The connection has been closed.
  public void closed(StreamConnection connection) {
    protocol.closed(connection.ending().cause());
  }

  /// A callback's messages are sent on this thread as soon as it returns, before more is read; so
  /// are messages that others have added by then, but no later ones. Messages sent before a failure
  /// go out when the connection is closed for it.
  private static void call(OutboxDrain drain, Callback callback) throws Exception {
    boolean onDuty = drain.queue.beginCallback();
    try {
      callback.run();
    } finally {
      drain.queue.endOfCallback();
    }
    drain.drainAfterCallback(onDuty);
  }

  @FunctionalInterface
  private interface Callback {
    void run() throws Exception;
  }
}
