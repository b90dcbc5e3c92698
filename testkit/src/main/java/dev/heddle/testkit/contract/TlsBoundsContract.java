package dev.heddle.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.heddle.Client;
import dev.heddle.CloseReason;
import dev.heddle.Connection;
import dev.heddle.Engine;
import dev.heddle.FullPolicy;
import dev.heddle.Handler;
import dev.heddle.Limits;
import dev.heddle.Server;
import dev.heddle.Tls;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import dev.heddle.fixtures.TestTls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What connections over TLS may hold, and for how long: places, memory, and threads that wait.
@Needs(EngineUnderTest.Ability.HANDLERS)
@Tag("tls")
abstract class TlsBoundsContract extends Contract {
  private static final long BUDGET = 512 * 1024;
  private static final int CROWD = 40;

  @TempDir Path directory;

  private Server serveTls(Handler handler, SocketAddress address, Limits limits) {
    try {
      return closing(
          Server.builder(handler)
              .engine(engine())
              .limits(limits)
              .tls(tls().server())
              .address(address)
              .start());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Server serveTls(Handler handler, Limits limits) {
    try {
      return closing(
          Server.builder(handler).engine(engine()).limits(limits).tls(tls().server()).start());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void severalAtOnce() {
    needs(EngineUnderTest.Ability.MANY_AT_ONCE);
  }

  private static long closed(Server server, CloseReason reason) {
    return server.stats().closed().getOrDefault(reason, 0L);
  }

  @Test
  void aHandshakeThatWaitsForItsPeerGivesItsPlaceToAClientThatComes() {
    Limits full = QUICK.withMaxConnections(2).withWhenFull(FullPolicy.EVICT_IDLE);
    Server server = serveTls(ECHO, full);
    Peer silent = closing(Peer.connect(server.address()));
    Peer begun = closing(Peer.connect(server.address())).send(new byte[] {22, 3, 1});
    Eventually.that("both are in", () -> server.connections().size() == 2);
    Peer first = closing(Peer.connect(server.address()).overTls(TestTls.anonymous()));
    assertThat(first.send("x\n").line()).isEqualTo("ECHO: x");
    Peer second = closing(Peer.connect(server.address()).overTls(TestTls.anonymous()));
    assertThat(second.send("y\n").line()).isEqualTo("ECHO: y");
    silent.seesItGone();
    begun.seesItGone();
    Eventually.that("they are counted", () -> closed(server, CloseReason.EVICTED) == 2);
    assertThat(first.send("z\n").line()).isEqualTo("ECHO: z");
    assertThat(server.stats().handlerFailures()).isZero();
  }

  @Test
  void halfHandshakesOfManyAreBounded() {
    Server server = serveTls(ECHO, QUICK.withMaxBufferedBytes(BUDGET));
    byte[] half = Arrays.copyOf(new byte[] {22, 3, 1, 0x40, 0}, 16_000);
    for (int i = 0; i < CROWD; i++) {
      Peer peer = closing(Peer.connect(server.address()));
      try {
        peer.send(half);
      } catch (UncheckedIOException e) {
        // Closed already.
      }
    }
    Eventually.that("some are closed for it", () -> closed(server, CloseReason.MEMORY) > 0);
    Peer peer = closing(Peer.connect(server.address()).overTls(TestTls.anonymous()));
    assertThat(peer.send("x\n").line()).isEqualTo("ECHO: x");
  }

  /// Each write is one that the system takes at once; the next one would wait. How many there are
  /// is the same each time only if the handler's thread itself hands them to the system.
  @Test
  void theEndAfterAFailureDoesNotWaitForAPeerThatDoesNotRead() throws IOException {
    assumeThat(engine().name()).isEqualTo("threads");
    var written = new AtomicInteger();
    var enough = new AtomicInteger(Integer.MAX_VALUE);
    byte[] piece = new byte[1024];
    Server server =
        serveTls(
            connection -> {
              while (written.get() < enough.get()) {
                connection.write(piece);
                connection.flush();
                written.incrementAndGet();
              }
              throw new IllegalStateException("on purpose");
            },
            UnixDomainSocketAddress.of(directory.resolve("socket")),
            QUICK.withIdleTimeout(Duration.ofMinutes(5)));
    try (Client client =
        Client.builder()
            .engine(Engine.threads())
            .tls(Tls.insecure().withServerName("localhost"))
            .build()) {
      Connection first = client.connect(server.address());
      int most = (int) Eventually.stalls(Duration.ofMillis(300), written::get);
      first.abort(); // without reading
      Eventually.that("it has ended", () -> closed(server, CloseReason.BROKEN) == 1);
      enough.set(most);
      written.set(0);
      Connection second = client.connect(server.address());
      Eventually.that("it is closed", () -> closed(server, CloseReason.FAILED) == 1);
      second.abort();
    }
  }
}
