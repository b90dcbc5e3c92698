package dev.heddle.testkit.contract;

import static dev.heddle.testkit.contract.EngineUnderTest.Ability.MANY_AT_ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.CloseReason;
import dev.heddle.Group;
import dev.heddle.Limits;
import dev.heddle.Message;
import dev.heddle.Outbox;
import dev.heddle.OverflowPolicy;
import dev.heddle.Protocol;
import dev.heddle.Server;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Connections that get the same messages. Runs on every engine.
@Tag("group")
abstract class GroupContract extends Contract {
  private static final Limits SMALL = QUICK.withOutbox(128 * 1024, OverflowPolicy.DISCONNECT);

  private final Group group = new Group();
  private final List<Outbox> joined = new CopyOnWriteArrayList<>();

  /// Joins, and sends to all others what it receives.
  private final class Member implements Protocol {
    @Override
    public void connected(Outbox outbox) {
      group.add(outbox);
      joined.add(outbox);
    }

    @Override
    public void received(ByteBuffer bytes, Outbox outbox) {
      group.broadcast(Message.of(bytes), outbox);
    }

    @Override
    public void closed(Throwable cause) {}
  }

  @Test
  void aMessageReachesEveryMember() {
    List<Peer> peers = members(serveCallbacks(Member::new, QUICK), many(10));
    group.broadcast(Message.line("to all"));
    peers.forEach(p -> assertThat(p.line()).isEqualTo("to all"));
  }

  @Test
  void aMessageDoesNotReachWhoeverIsExcepted() {
    needs(MANY_AT_ONCE);
    List<Peer> peers = members(serveCallbacks(Member::new, QUICK), 3);
    peers.getFirst().send("hello\n");
    assertThat(peers.get(1).line()).isEqualTo("hello");
    assertThat(peers.get(2).line()).isEqualTo("hello");
    group.broadcast(Message.line("end"));
    assertThat(peers.getFirst().line()).isEqualTo("end");
  }

  @Test
  void aRemovedMemberGetsNothingMore() {
    needs(MANY_AT_ONCE);
    List<Peer> peers = members(serveCallbacks(Member::new, QUICK), 2);
    Outbox removed = joined.getFirst();
    group.remove(removed);
    assertThat(group.size()).isEqualTo(1);
    group.broadcast(Message.line("to the rest"));
    removed.sendLine("only to you");
    assertThat(peers.getFirst().line()).isEqualTo("only to you");
    assertThat(peers.get(1).line()).isEqualTo("to the rest");
  }

  @Test
  void aBroadcastTellsHowManyMembersItsMessageIsFor() {
    needs(MANY_AT_ONCE);
    members(serveCallbacks(Member::new, QUICK), 3);
    assertThat(group.broadcast(Message.line("to all"))).isEqualTo(3);
    assertThat(group.broadcast(Message.line("to two"), joined.getFirst())).isEqualTo(2);
    joined.getLast().end();
    assertThat(group.broadcast(Message.line("to those that are left"))).isEqualTo(2);
  }

  @Test
  void joiningTwiceIsJoiningOnce() {
    Peer peer = members(serveCallbacks(Member::new, QUICK), 1).getFirst();
    group.add(joined.getFirst());
    assertThat(group.size()).isEqualTo(1);
    group.broadcast(Message.line("once"));
    group.broadcast(Message.line("end"));
    assertThat(peer.line()).isEqualTo("once");
    assertThat(peer.line()).isEqualTo("end");
  }

  @Test
  void aMemberThatHasLeftDropsOut() {
    needs(MANY_AT_ONCE);
    List<Peer> peers = members(serveCallbacks(Member::new, QUICK), 3);
    peers.getFirst().close();
    peers.get(1).reset();
    Eventually.that(
        "two are gone",
        () -> {
          group.broadcast(Message.line("who is there?"));
          return group.size() == 1;
        });
    assertThat(peers.get(2).line()).isEqualTo("who is there?");
  }

  @Test
  void aMemberThatDoesNotReadDelaysNobodyAndIsDisconnected() {
    needs(MANY_AT_ONCE);
    Server server = serveCallbacks(Member::new, SMALL);
    Peer silent = narrowPeer(server);
    List<Peer> lively = members(server, 5, 1);
    int rounds = 1500;
    String filler = "x".repeat(8000);
    for (int i = 0; i < rounds; i++) {
      group.broadcast(Message.line(i + " " + filler));
      for (Peer peer : lively) {
        assertThat(peer.line()).startsWith(i + " ");
      }
    }
    Eventually.that(
        "the silent one is let go", () -> server.stats().closed().get(CloseReason.OVERFLOW) == 1);
    assertThat(server.stats().active()).isEqualTo(5);
    assertThat(server.stats().outboxOverflows()).isEqualTo(1);
    group.broadcast(Message.line("end"));
    assertThat(group.size()).isEqualTo(5);
    silent.seesItGone();
  }

  @Test
  void aMemberThatDoesNotReadDelaysNobodyAndMissesMessagesWhereThatIsThePolicy() {
    needs(MANY_AT_ONCE);
    Server server =
        serveCallbacks(Member::new, QUICK.withOutbox(64 * 1024, OverflowPolicy.DROP_NEWEST));
    narrowPeer(server);
    List<Peer> lively = members(server, 3, 1);
    int rounds = 1500;
    String filler = "x".repeat(8000);
    for (int i = 0; i < rounds; i++) {
      group.broadcast(Message.line(i + " " + filler));
      for (Peer peer : lively) {
        assertThat(peer.line()).startsWith(i + " ");
      }
    }
    assertThat(server.stats().outboxOverflows()).isPositive();
    assertThat(server.stats().active()).isEqualTo(4);
  }

  @Test
  void broadcastingNeverBlocksThoughNobodyReads() {
    Server server = serveCallbacks(Member::new, SMALL);
    int members = many(5);
    for (int i = 0; i < members; i++) {
      narrowPeer(server);
    }
    Eventually.that("all joined", () -> joined.size() == members);
    Future<Boolean> done =
        aside(() -> {
          for (int i = 0; i < 2000; i++) {
            group.broadcast(Message.text("x".repeat(16 * 1024)));
          }
          return true;
        });
    assertThat(Eventually.result(done)).isTrue();
    Eventually.that(
        "all are let go", () -> server.stats().closed().get(CloseReason.OVERFLOW) == members);
  }

  @Test
  void broadcastsFromManyThreadsReachEachMemberInEachSendersOrder() {
    List<Peer> peers =
        members(
            serveCallbacks(
                Member::new, QUICK.withOutbox(16 * 1024 * 1024, OverflowPolicy.DISCONNECT)),
            many(4));
    int senders = 4;
    int messages = 500;
    List<Future<Void>> sending = new ArrayList<>();
    for (int s = 0; s < senders; s++) {
      int sender = s;
      sending.add(
          asideRun(() -> {
            for (int i = 0; i < messages; i++) {
              group.broadcast(Message.line(sender + " " + i));
            }
          }));
    }
    for (Peer peer : peers) {
      int[] next = new int[senders];
      for (int i = 0; i < senders * messages; i++) {
        String[] parts = peer.line().split(" ");
        int sender = Integer.parseInt(parts[0]);
        assertThat(Integer.parseInt(parts[1])).isEqualTo(next[sender]++);
      }
    }
    sending.forEach(Eventually::result);
  }

  @Test
  void aBroadcastOneThreadMakesIsInTheSameOrderForAll() {
    needs(MANY_AT_ONCE);
    List<Peer> peers = members(serveCallbacks(Member::new, QUICK), 8);
    for (int i = 0; i < 300; i++) {
      group.broadcast(Message.line("message " + i));
    }
    for (Peer peer : peers) {
      for (int i = 0; i < 300; i++) {
        assertThat(peer.line()).isEqualTo("message " + i);
      }
    }
  }

  private int many(int wanted) {
    return engineUnderTest().can(MANY_AT_ONCE) ? wanted : 1;
  }

  private List<Peer> members(Server server, int count) {
    return members(server, count, 0);
  }

  private List<Peer> members(Server server, int count, int before) {
    List<Peer> peers = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      int members = before + i;
      peers.add(peer(server));
      Eventually.that("it has joined", () -> joined.size() == members);
    }
    return peers;
  }
}
