package dev.heddle.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.Client;
import dev.heddle.Connection;
import dev.heddle.Engine;
import dev.heddle.Handler;
import dev.heddle.Server;
import dev.heddle.Tls;
import dev.heddle.TlsProvider;
import dev.heddle.TlsSession;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.LogCapture;
import dev.heddle.fixtures.RequiresOpenSsl;
import dev.heddle.fixtures.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// New keys for a server that is busy. The figures are larger with `-Dheddle.rotations=100
/// -Dheddle.live=1000 -Dheddle.handshakes=200`.
@Timeout(300)
class KeyRotationTest {
  private static final int ROTATIONS = Integer.getInteger("heddle.rotations", 6);
  private static final int LIVE = Integer.getInteger("heddle.live", 50);
  private static final int HANDSHAKES_PER_SECOND = Integer.getInteger("heddle.handshakes", 50);
  private static final Handler ECHO =
      connection -> {
        for (String line; (line = connection.readLine()) != null; ) {
          connection.writeLine(line);
        }
      };

  @TempDir Path folder;
  private final TestCertificate authority = TestCertificate.authority("Test CA");
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final AtomicInteger handshakes = new AtomicInteger();
  private volatile String shown = "";
  private volatile boolean over;

  @ParameterizedTest
  @EnumSource
  void virtualThreadsLoseNoHandshakeAndNoConnectionWhileKeysAreReplaced(TlsProvider provider)
      throws Exception {
    replaceKeys(provider, Engine.virtual());
  }

  @ParameterizedTest
  @EnumSource
  void loopsLoseNoHandshakeAndNoConnectionWhileKeysAreReplaced(TlsProvider provider)
      throws Exception {
    replaceKeys(provider, Engine.loops());
  }

  private void replaceKeys(TlsProvider provider, Engine engine) throws Exception {
    assumeTrue(
        provider == TlsProvider.JDK || RequiresOpenSsl.Library.isThere(), "needs libssl.so.3");
    Path ca = authority.writeCertificate(folder.resolve("ca.crt"));
    link(volume(0));
    Tls keys =
        Tls.pem(folder.resolve("..data/tls.crt"), folder.resolve("..data/tls.key"))
            .withProvider(provider);
    try (var _ = new LogCapture();
        Server server = Server.builder(ECHO).engine(engine).tls(keys).start();
        Client client = Client.builder().tls(Tls.trusting(ca)).build()) {
      List<Connection> live = new ArrayList<>();
      for (int i = 0; i < LIVE; i++) {
        live.add(client.connect("localhost", server.port()));
      }
      Thread talking = Thread.startVirtualThread(() -> talk(live));
      Thread dialling = Thread.startVirtualThread(() -> dial(client, server.port()));
      long slowest = 0;
      for (int i = 1; i <= ROTATIONS; i++) {
        String name = name(i);
        Path volume = volume(i);
        long start = System.nanoTime();
        link(volume);
        Eventually.that("a handshake shows " + name, () -> shown.equals(name));
        slowest = Math.max(slowest, System.nanoTime() - start);
      }
      over = true;
      talking.join();
      dialling.join();
      System.out.printf(
          "%s, %s: %d rotations, %d handshakes, slowest change after %d ms%n",
          engine, provider, ROTATIONS, handshakes.get(), slowest / 1_000_000);
      assertThat(failures).isEmpty();
      assertThat(server.stats().active()).isGreaterThanOrEqualTo(LIVE);
      assertThat(server.handshakes().failed()).isEmpty();
    }
  }

  /// Goes through the open connections, again and again.
  private void talk(List<Connection> live) {
    attempt(() -> {
      while (!over) {
        for (Connection connection : live) {
          echo(connection);
        }
        LockSupport.parkNanos(10_000_000);
      }
    });
  }

  private void dial(Client client, int port) {
    long next = System.nanoTime();
    List<Thread> open = new ArrayList<>();
    while (!over) {
      open.add(
          Thread.startVirtualThread(() ->
              attempt(() -> {
                try (Connection connection = client.connect("localhost", port)) {
                  echo(connection);
                  TlsSession session = connection.tls();
                  handshakes.incrementAndGet();
                  shown = session.peerCertificates().getFirst().getSubjectX500Principal().getName();
                }
              })));
      next += 1_000_000_000L / HANDSHAKES_PER_SECOND;
      LockSupport.parkNanos(next - System.nanoTime());
    }
    for (Thread thread : open) {
      attempt(thread::join);
    }
  }

  private static void echo(Connection connection) throws IOException {
    connection.writeLine("hello");
    assertThat(connection.readLine()).isEqualTo("hello");
  }

  private void attempt(Attempt attempt) {
    try {
      attempt.run();
    } catch (Throwable e) {
      failures.add(e);
    }
  }

  private interface Attempt {
    void run() throws Exception;
  }

  private Path volume(int number) throws IOException {
    Path volume = Files.createDirectory(folder.resolve(".." + number));
    TestCertificate made = authority.issueOrder("localhost").subject("rotation " + number).make();
    made.writeChain(volume.resolve("tls.crt"));
    made.writeKey(volume.resolve("tls.key"));
    return volume;
  }

  private static String name(int number) {
    return "CN=rotation " + number;
  }

  /// As Kubernetes does it.
  private void link(Path volume) throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("..data_tmp"), volume.getFileName());
    Files.move(link, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
  }
}
