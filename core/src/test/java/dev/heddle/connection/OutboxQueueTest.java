package dev.heddle.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.CloseReason;
import dev.heddle.Limits;
import dev.heddle.Message;
import dev.heddle.OverflowPolicy;
import dev.heddle.ProxyHeader;
import dev.heddle.fixtures.Eventually;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class OutboxQueueTest {
  private static final Limits LIMITS = Limits.DEFAULT.withOutbox(10, OverflowPolicy.DISCONNECT);

  private final Ending ending = new Ending(LIMITS);

  @Test
  void theReasonOfAnOverflowIsSetBeforeTheQueueIsSeenClosed() {
    var looked = new CompletableFuture<CloseReason>();
    OutboxQueue queue = queue(() -> Eventually.result(looked)); // is closed after the other looked
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          while (!queue.isClosed()) {
            Thread.onSpinWait();
          }
          looked.complete(ending.reason());
        });
    assertThat(queue.send(Message.of(new byte[11]))).isFalse();
    assertThat(looked).isCompletedWithValue(CloseReason.OVERFLOW);
  }

  @Test
  void aReasonThatCameBeforeAnOverflowStays() {
    ending.decide(CloseReason.IDLE);
    queue(() -> {}).send(Message.of(new byte[11]));
    assertThat(ending.reason()).isEqualTo(CloseReason.IDLE);
  }

  @Test
  void aLastMessageIsTakenWhileAConnectionClosesButNotOnceAllIsSent() {
    OutboxQueue queue = queue(() -> {});
    queue.takeNoMore();
    queue.end(Message.line("bye"));
    assertThat(queue.closeIfEmpty()).isFalse();
    assertThat(queue.nextBatch()).isNotNull();
    assertThat(queue.nextBatch()).isNull();
    assertThat(queue.closeIfEmpty()).isTrue();

    OutboxQueue other = queue(() -> {});
    assertThat(other.closeIfEmpty()).isTrue();
    other.end(Message.line("too late"));
    assertThat(other.pending()).isZero();
    assertThat(other.nextBatch()).isNull();
  }

  @Test
  void aDrainerThatComesBetweenAnOverflowAndItsCloseLeavesNothingCharged() {
    Limits limits = LIMITS.withOutbox(10_000, OverflowPolicy.DISCONNECT);
    Budget budget = Budget.of(limits);
    var self = new AtomicReference<OutboxQueue>();
    Runnable disconnect =
        () -> {
          assertThat(self.get().nextBatch()).isNull();
          self.get().close();
        };
    var queue = new OutboxQueue(owner(disconnect), limits, ending, new Share(budget));
    self.set(queue);
    queue.send(Message.of(new byte[5000]));
    queue.send(Message.of(new byte[4000]));
    assertThat(budget.used()).isEqualTo(9000);
    assertThat(queue.send(Message.of(new byte[2000]))).isFalse();
    assertThat(budget.used()).isZero();
    assertThat(queue.pending()).isZero();
  }

  private OutboxQueue queue(Runnable disconnect) {
    return new OutboxQueue(owner(disconnect), LIMITS, ending, new Share(Budget.of(LIMITS)));
  }

  private static OutboxQueue.Owner owner(Runnable disconnect) {
    return new OutboxQueue.Owner() {
      @Override
      public long id() {
        return 1;
      }

      @Override
      public SocketAddress peer() {
        return InetSocketAddress.createUnresolved("peer", 1);
      }

      @Override
      public ProxyHeader proxyHeader() {
        return null;
      }

      @Override
      public void wakeDrainer() {}

      @Override
      public void disconnect(CloseReason reason, Throwable cause) {
        disconnect.run();
      }
    };
  }
}
