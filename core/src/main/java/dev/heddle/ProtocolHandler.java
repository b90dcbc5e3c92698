package dev.heddle;

import dev.heddle.engine.OutboxQueue;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/// Runs a protocol's callbacks on a connection that has a thread of its own: the adapter that lets
/// a [Protocol] run on every engine. Thread-safe.
final class ProtocolHandler implements Handler {
  private final Supplier<? extends Protocol> protocols;

  ProtocolHandler(Supplier<? extends Protocol> protocols) {
    this.protocols = protocols;
  }

  @Override
  public void handle(Connection connection) throws Exception {
    Protocol protocol = protocols.get();
    Throwable cause = null;
    try {
      run(protocol, connection);
    } catch (Throwable e) {
      cause = e;
      throw e;
    } finally {
      protocol.closed(cause);
    }
  }

  private static void run(Protocol protocol, Connection connection) throws Exception {
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
    connection.requireIntact();
    if (!outbox.isClosed()) {
      call(drain, () -> protocol.ended(outbox));
      connection.requireIntact();
    }
  }

  /// What a callback sends goes out on this thread as soon as it returns, and before more is read;
  /// so does what others have sent up to then, but nothing that they send later.
  private static void call(OutboxDrain drain, Callback callback) throws Exception {
    boolean onDuty = drain.queue.beginCallback();
    try {
      callback.run();
    } finally {
      drain.queue.endOfCallback();
      drain.drainAfterCallback(onDuty);
    }
  }

  @FunctionalInterface
  private interface Callback {
    void run() throws Exception;
  }
}
