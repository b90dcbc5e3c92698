package dev.heddle.testkit.contract;

import dev.heddle.Limits;
import dev.heddle.Outbox;
import dev.heddle.OverflowPolicy;
import dev.heddle.Protocol;
import dev.heddle.fixtures.Eventually;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/// What the topics about outboxes have in common: a protocol that only hands its outbox out.
abstract class OutboxTopic extends Contract {
  /// How many bytes others keep waiting in an outbox.
  static final int FLOOD = 128 * 1024;

  static final Limits LARGE = QUICK.withOutbox(64 * 1024 * 1024, OverflowPolicy.DISCONNECT);

  /// Remembers its outbox and ignores all input but `end`.
  static final class Silent implements Protocol {
    final CompletableFuture<Outbox> outbox = new CompletableFuture<>();
    final CompletableFuture<Boolean> closed = new CompletableFuture<>();

    @Override
    public void connected(Outbox own) {
      outbox.complete(own);
    }

    @Override
    public void received(ByteBuffer bytes, Outbox own) {}

    @Override
    public void closed(Throwable cause) {
      closed.complete(true);
    }

    Outbox outbox() {
      return Eventually.result(outbox);
    }
  }

  final Silent silent = new Silent();
}
