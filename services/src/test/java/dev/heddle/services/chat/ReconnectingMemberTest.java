package dev.heddle.services.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.AddressBlock;
import dev.heddle.services.nodes.Company;
import dev.heddle.services.nodes.Register;
import dev.heddle.services.topics.MemoryTopics;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A member that connects again while the cluster is slow.
class ReconnectingMemberTest {
  private static final String TOKEN = "a token";

  private final SlowCluster cluster = new SlowCluster();
  private final Chat chat =
      new Chat(
          new MemoryTopics(),
          new Company("node", cluster, new MemoryTopics()),
          ChatSettings.DEFAULT);

  /// One node alone; each claim waits until it is let through.
  private static final class SlowCluster implements Register {
    final Set<String> held = ConcurrentHashMap.newKeySet();
    final Semaphore begun = new Semaphore(0);
    final Semaphore let = new Semaphore(0);

    @Override
    public void watch(Watcher watcher) {
      // Nothing happens elsewhere.
    }

    @Override
    public @Nullable Holding claim(String key, String value, Predicate<Holding> mayTake) {
      held.add(key);
      begun.release();
      let.acquireUninterruptibly();
      return null;
    }

    @Override
    public void set(String key, String value) {
      // Nobody sees it.
    }

    @Override
    public void release(String key) {
      held.remove(key);
    }

    @Override
    public void close() {
      held.clear();
    }
  }

  private record Page(CountDownLatch ended) implements MemberLink {
    Page() {
      this(new CountDownLatch(1));
    }

    @Override
    public boolean send(ChatLine line) {
      return true;
    }

    @Override
    public void end(ChatLine last) {
      ended.countDown();
    }

    @Override
    public void pace() {
      // Takes everything.
    }

    @Override
    public AddressBlock address() {
      return AddressBlock.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
    }
  }

  private FutureTask<@Nullable Member> enter(Page page) {
    var entering = new FutureTask<@Nullable Member>(() -> chat.enter(page, "ann", "lobby", TOKEN));
    Thread.startVirtualThread(entering);
    return entering;
  }

  @Test
  void keepsItsNameThoughItsFirstConnectionIsAnsweredLast() throws Exception {
    var first = new Page();
    FutureTask<@Nullable Member> entering = enter(first);
    cluster.begun.acquire();
    FutureTask<@Nullable Member> again = enter(new Page());
    first.ended.await();
    cluster.begun.acquire();
    cluster.let.release(2);
    entering.get();
    assertThat(again.get()).isNotNull();
    assertThat(cluster.held).containsExactly("ann");
  }

  @Test
  void givesItsNameBackIfItHasGone() throws Exception {
    FutureTask<@Nullable Member> entering = enter(new Page());
    cluster.begun.acquire();
    cluster.let.release();
    Member member = entering.get();
    assertThat(member).isNotNull();
    member.leave();
    assertThat(cluster.held).isEmpty();
  }
}
