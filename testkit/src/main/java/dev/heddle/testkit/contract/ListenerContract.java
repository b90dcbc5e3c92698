package dev.heddle.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Server;
import dev.heddle.ServerListener;
import dev.heddle.fixtures.Peer;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What accompanies a server's life: a listener is told of it, and fails without harm. Runs on
/// every engine.
@Tag("lifecycle")
abstract class ListenerContract extends Contract {

  private Server.Builder builder() {
    return overTls(Server.callbacks(CallbackServices.Echo::new).engine(engine()).limits(QUICK));
  }

  /// Records its calls, and whether a client could have connected by then.
  private static final class Companion implements ServerListener {
    final List<String> told = Collections.synchronizedList(new ArrayList<>());
    final boolean refusing;

    Companion(boolean refusing) {
      this.refusing = refusing;
    }

    @Override
    public void starting() throws IOException {
      told.add("starting");
      if (refusing) {
        throw new IOException("not today");
      }
    }

    @Override
    public void started(Server server) {
      told.add("started, " + server.state());
    }

    @Override
    public void draining(Duration patience) {
      told.add("draining");
    }

    @Override
    public void closed() {
      told.add("closed");
    }
  }

  @Test
  void aListenerGoesAlongWithItsLife() throws Exception {
    var companion = new Companion(false);
    Server server = start(builder().listener(companion));
    assertThat(companion.told).containsExactly("starting", "started, RUNNING");
    Peer peer = peer(server).send("x\n");
    assertThat(peer.line()).isEqualTo("x");
    assertThat(server.drain(Duration.ofSeconds(10))).isTrue();
    assertThat(peer.line()).isNull();
    assertThat(companion.told)
        .containsExactly("starting", "started, RUNNING", "draining", "closed");
    assertThat(server.failure()).isNull();
  }

  @Test
  void aListenerThatCannotStartKeepsTheServerFromStarting() {
    var companion = new Companion(true);
    assertThatThrownBy(() -> builder().listener(companion).start())
        .isInstanceOf(IOException.class)
        .hasMessage("not today");
    assertThat(companion.told).containsExactly("starting", "closed");
  }

  @Test
  void aServerThatCannotBindTellsItsListenerThatItIsClosed() {
    Server first = start(builder());
    var companion = new Companion(false);
    assertThatThrownBy(() -> builder().listener(companion).port(first.port()).start())
        .isInstanceOf(BindException.class);
    assertThat(companion.told).containsExactly("starting", "closed");
  }

  @Test
  void aListenerThatFailsWhenItHasStartedClosesTheServer() {
    Server before = start(builder());
    int port = before.port();
    before.close();
    var closed = new AtomicInteger();
    var listener =
        new ServerListener() {
          @Override
          public void started(Server server) {
            throw new IllegalStateException("not today");
          }

          @Override
          public void closed() {
            closed.incrementAndGet();
          }
        };
    assertThatThrownBy(() -> builder().port(port).listener(listener).start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("not today");
    assertThat(closed).hasValue(1);
    assertThat(peer(start(builder().port(port))).send("x\n").line()).isEqualTo("x");
  }

  @Test
  void aListenerThatFailsInSayingGoodbyeCutsNobodyOff() throws Exception {
    var listener =
        new ServerListener() {
          @Override
          public void draining(Duration patience) {
            throw new IllegalStateException("no words");
          }
        };
    Server server = start(builder().listener(listener));
    Peer peer = peer(server).send("x\n");
    assertThat(peer.line()).isEqualTo("x");
    assertThat(server.drain(Duration.ofSeconds(10))).isTrue();
    assertThat(peer.line()).isNull();
  }

  @Test
  void aListenerIsToldThatItCannotWaitForTheEndWhichWaitsForIt() throws Exception {
    var itself = new CompletableFuture<Server>();
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    var listener =
        new ServerListener() {
          @Override
          public void draining(Duration patience) throws InterruptedException {
            told.add("draining: " + refusal(() -> itself.join().drain(patience)));
          }

          @Override
          public void closed() {
            told.add("closed: " + refusal(() -> itself.join().awaitTermination()));
          }

          private String refusal(Action action) {
            try {
              action.run();
              return "it waited";
            } catch (IllegalStateException e) {
              return "refused";
            } catch (Exception e) {
              return e.toString();
            }
          }
        };
    Server server = start(builder().listener(listener));
    itself.complete(server);
    assertThat(server.drain(Duration.ofSeconds(10))).isTrue();
    assertThat(told).containsExactly("draining: refused", "closed: refused");
    assertThat(server.awaitTermination(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void aListenerThatFailsInClosingDoesNotKeepTheServerFromItsEnd() throws Exception {
    var listener =
        new ServerListener() {
          @Override
          public void closed() {
            throw new AssertionError("cannot close");
          }
        };
    Server server = start(builder().listener(listener));
    server.close();
    assertThat(server.awaitTermination(Duration.ofSeconds(10))).isTrue();
  }
}
