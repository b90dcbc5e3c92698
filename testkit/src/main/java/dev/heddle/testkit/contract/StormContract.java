package dev.heddle.testkit.contract;

import static dev.heddle.testkit.contract.EngineUnderTest.Ability.HANDLERS;
import static dev.heddle.testkit.contract.EngineUnderTest.Ability.MANY_AT_ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Handler;
import dev.heddle.Outbox;
import dev.heddle.Protocol;
import dev.heddle.Server;
import dev.heddle.ServerState;
import dev.heddle.ServerStats;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import dev.heddle.testkit.contract.CallbackServices.Echo;
import java.io.BufferedReader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Crowds, floods, and all of them at once: no byte is lost, swapped or given to another, and
/// nothing is left over.
///
/// With `-Dheddle.storm.full=true` everything happens in full: 5,000 connections, a million pauses,
/// five minutes of killing.
@Needs(EngineUnderTest.Ability.MANY_AT_ONCE)
@Tag("storm")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
abstract class StormContract extends Contract {
  @BeforeEach
  void isPlain() {
    plainOnly("the swarm speaks plain text");
  }

  private static final boolean FULL = Boolean.getBoolean("heddle.storm.full");
  private static final int CROWD = FULL ? 5000 : 800;

  /// Fewer of the clients that read less than they are sent. Until a sender is stuck, the system
  /// takes more than two megabytes of memory for it; it does not have enough for a thousand, and
  /// then all sending and accepting on this machine slows to a crawl, in other tests, too.
  private static final int TALKED_AT = CROWD / 4;

  private static final int FLOOD = FULL ? 1000 : 30;

  /// Linux may let one receive buffer grow to 32 MiB (`tcp_rmem`), and send buffers to 4.
  private static final long MORE_THAN_BUFFERS = 96L * 1024 * 1024;

  private static final int READS = FULL ? 1_000_000 : 50_000;
  private static final int PAUSED = 100;
  private static final int PIECE = 1024;
  private static final int NARROW = 8 * 1024;
  private static final Duration SPREE = FULL ? Duration.ofMinutes(5) : Duration.ofMillis(1500);
  private static final Duration LONG = FULL ? Duration.ofMinutes(2) : Eventually.PATIENCE;

  private static final Handler ECHO_BYTES =
      connection -> {
        ByteBuffer buffer = ByteBuffer.allocate(4096);
        while (connection.read(buffer.clear()) >= 0) {
          connection.write(buffer.flip());
        }
      };

  /// Reads a little, lets the others continue, and so finds more than it wants each time.
  private static final Handler ECHO_SLOWLY =
      connection -> {
        ByteBuffer buffer = ByteBuffer.allocate(PIECE);
        while (connection.read(buffer.clear()) >= 0) {
          Thread.yield();
          connection.write(buffer.flip());
          Thread.yield();
        }
      };

  /// Sends more than the peer will read.
  private static final class Talk implements Protocol {
    @Override
    public void connected(Outbox outbox) {
      outbox.sendText("x".repeat(200 * 1024));
    }

    @Override
    public void received(ByteBuffer bytes, Outbox outbox) {}
  }

  private Server echo() {
    return engineUnderTest().can(HANDLERS) ? serve(ECHO_BYTES) : serveCallbacks(Echo::new, QUICK);
  }

  private Server talk() {
    return engineUnderTest().can(HANDLERS)
        ? serve(Contract::writeUntilItFails)
        : serveCallbacks(Talk::new, QUICK);
  }

  private Swarm swarm(Server server, int count, int buffers) {
    return closing(Swarm.connect(server.address(), count, buffers));
  }

  @Test
  void aCrowdThatSendsAtTheSameMomentIsAnsweredInFull() {
    needs(MANY_AT_ONCE);
    Server server = echo();
    Swarm swarm = swarm(server, CROWD, 0);
    for (int round = 0; round < 10; round++) {
      swarm.send(1 + round * 50);
      swarm.exchange();
    }
    swarm.members().forEach(Swarm.Member::endAfterThat);
    swarm.until("all have ended", () -> swarm.members().stream().allMatch(Swarm.Member::isEnded));
    swarm.close();
    allAreOver(server, CROWD);
    assertThat(server.stats().bytesOut()).isEqualTo(server.stats().bytesIn());
  }

  @Test
  void aCrowdThatLeavesAtOnceWhileItIsBeingSentToIsGone() {
    needs(MANY_AT_ONCE);
    Server server = talk();
    Swarm swarm = swarm(server, TALKED_AT, NARROW);
    Eventually.that("all are there", LONG, () -> server.stats().active() == TALKED_AT);
    Eventually.stalls(Duration.ofMillis(100), () -> server.stats().bytesOut());
    leave(swarm);
    allAreOver(server, TALKED_AT);
  }

  @Test
  void readsThatArePausedAndResumedAgainAndAgainLoseNoByte() {
    needs(MANY_AT_ONCE);
    needs(HANDLERS);
    Server server = serve(ECHO_SLOWLY);
    Swarm swarm = swarm(server, PAUSED, 0);
    long each = (long) READS / PAUSED * PIECE;
    swarm.send(each);
    swarm.exchange();
    swarm.close();
    allAreOver(server, PAUSED);
    assertThat(server.stats().bytesIn()).isEqualTo(each * PAUSED);
    assertThat(server.stats().bytesOut()).isEqualTo(each * PAUSED);
  }

  @Test
  void thoseWhoSendAndNeverReadAreHeldUpAndDelayNobodyElse() {
    needs(MANY_AT_ONCE);
    Server server = echo();
    Peer quiet = peer(server);
    Swarm swarm = swarm(server, FLOOD, FULL ? NARROW : 8 * NARROW);
    swarm.send(MORE_THAN_BUFFERS);
    swarm.sendUntilStuck();
    long stuckAt = swarm.members().stream().mapToLong(Swarm.Member::sent).max().orElseThrow();
    assertThat(stuckAt).as("it is held up").isLessThan(MORE_THAN_BUFFERS);
    assertThat(quiet.send("still there?\n").line()).isEqualTo("still there?");
    // All that was sent comes back, and no more is sent.
    swarm.members().forEach(Swarm.Member::sendNoMore);
    swarm.exchange();
    assertThat(quiet.send("and now?\n").line()).isEqualTo("and now?");
    quiet.close();
    swarm.close();
    allAreOver(server, FLOOD + 1);
    assertThat(server.stats().bytesOut()).isEqualTo(server.stats().bytesIn());
  }

  @Test
  void aServerThatDrainsInTheMiddleOfAllThatLeavesNothing() {
    needs(MANY_AT_ONCE);
    Server echo = echo();
    Server talk = talk();
    Swarm flood = swarm(echo, FLOOD, NARROW);
    flood.mayLose();
    flood.send(Long.MAX_VALUE / 4);
    Future<Void> flooding =
        asideRun(() -> flood.until("gone", () -> echo.state() == ServerState.CLOSED));
    List<Swarm> crowds = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      crowds.add(swarm(talk, TALKED_AT / 4, NARROW));
    }
    Eventually.that("it floods", LONG, () -> echo.stats().bytesIn() > FLOOD * 1024L);
    Future<Boolean> drainingTalk = aside(() -> talk.drain(Duration.ofMillis(300)));
    crowds.forEach(StormContract::leave);
    Future<Boolean> drainingEcho = aside(() -> echo.drain(Duration.ofMillis(300)));
    Eventually.result(drainingTalk);
    Eventually.result(drainingEcho);
    Eventually.result(flooding);
    for (Server server : List.of(talk, echo)) {
      assertThat(server.state()).isEqualTo(ServerState.CLOSED);
      assertThat(server.stats().active()).isZero();
      assertThat(server.stats().closedTotal()).isEqualTo(server.stats().accepted());
    }
  }

  @Test
  void aProcessThatKillsItsConnectionsAndIsKilledItselfGetsBackWhatItSentAndNothingElse()
      throws Exception {
    needs(MANY_AT_ONCE);
    Server server = echo();
    Peer quiet = peer(server);
    long end = System.nanoTime() + SPREE.toNanos();
    long back = 0;
    for (int seed = 0; System.nanoTime() < end; seed++) {
      boolean kill = seed % 2 == 1;
      back += spree(server, seed, kill);
      assertThat(quiet.send("round " + seed + "\n").line()).isEqualTo("round " + seed);
    }
    quiet.close();
    // A connection that its process opened just before it was killed may be accepted only now.
    Eventually.that("all are over", LONG, () -> isOver(server.stats()));
    assertThat(back).isPositive().isLessThanOrEqualTo(server.stats().bytesOut());
    assertThat(server.stats().handlerFailures()).isZero();
  }

  private static boolean isOver(ServerStats stats) {
    return stats.active() == 0 && stats.closedTotal() == stats.accepted();
  }

  /// One life of the other process; returns how many bytes have come back to it.
  private static long spree(Server server, int seed, boolean kill) throws Exception {
    long millis = kill ? 60_000 : 300;
    Process vandal =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Vandal.class.getName(),
                String.valueOf(server.port()),
                String.valueOf(seed),
                String.valueOf(millis))
            .redirectErrorStream(true)
            .start();
    try {
      List<String> said = new ArrayList<>();
      BufferedReader output = vandal.inputReader();
      int patience = 2 + seed % 7; // lines, until it is killed
      for (String line; (line = output.readLine()) != null; ) {
        said.add(line);
        if (kill && said.size() == patience) {
          vandal.toHandle().destroyForcibly(); // and leaves its output to be read
        }
      }
      int status = vandal.waitFor();
      if (!kill) {
        assertThat(status).as(String.join("\n", said)).isZero();
      }
      return said.stream()
          .filter(line -> line.startsWith("sums ") && line.split(" ").length == 5)
          .mapToLong(line -> Long.parseLong(line.split(" ")[2]))
          .max()
          .orElse(0);
    } finally {
      vandal.destroyForcibly();
    }
  }

  /// All close at once, every second one with a reset.
  private static void leave(Swarm swarm) {
    List<Swarm.Member> members = swarm.members();
    for (int i = 0; i < members.size(); i++) {
      if (i % 2 == 0) {
        members.get(i).reset();
      } else {
        members.get(i).close();
      }
    }
    swarm.close();
  }

  private static void allAreOver(Server server, int count) {
    Eventually.that("all are over", LONG, () -> server.stats().active() == 0);
    assertThat(server.stats().closedTotal()).isEqualTo(count);
  }
}
