package dev.heddle.http.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Engine;
import dev.heddle.Server;
import dev.heddle.http.Http;
import dev.heddle.http.HttpHandler;
import dev.heddle.http.HttpResponse;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Valid requests, damaged at random: whatever comes, it is answered with something else than 500,
/// and the connection ends.
///
/// `-Dheddle.mutations=1000000` for many; `-Dheddle.seed=N` repeats a run.
class MutatedRequestsTest {
  private static final int MUTATIONS = Integer.getInteger("heddle.mutations", 10_000);
  private static final long SEED = Long.getLong("heddle.seed", System.nanoTime());
  private static final int CLIENTS = 4;
  private static final int PATIENCE_SECONDS = 30;

  private static final List<String> SEEDS =
      List.of(
          "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
          "HEAD /a.txt HTTP/1.1\r\nHost: a:80\r\nConnection: close\r\n\r\n",
          "GET /a.txt HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
          "GET /sub/../a.txt?x=%20y HTTP/1.1\r\n"
              + "Host: [::1]\r\n"
              + "Accept-Encoding: gzip;q=0.5, br\r\n\r\n",
          "GET /a.txt HTTP/1.1\r\nHost: a\r\nRange: bytes=0-3,-2,5-\r\nIf-Range: \"x\"\r\n\r\n",
          "GET /large HTTP/1.1\r\nHost: a\r\nRange: bytes=1000000-1100000, 0-0\r\n\r\n",
          "GET /a.txt HTTP/1.1\r\nHost: a\r\nIf-None-Match: W/\"a\", \"b\"\r\n"
              + "If-Modified-Since: Fri, 02 Jan 2026 03:04:05 GMT\r\n\r\n",
          "POST /post HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello world",
          "POST /post HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nab",
          "POST /post HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "5;x=y\r\nhello\r\nA\r\n0123456789\r\n0\r\nTrailer: z\r\n\r\n",
          "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET http://a/a.txt HTTP/1.1\r\nHost: a\r\nUser-Agent: x\r\nAccept: */*\r\n\r\n");

  private static final String SPICE = "\r\n\0 \t:;,/%.-+\"#?*=0123456789AFaf\u007f\u0080\u00ff";

  @TempDir Path folder;

  private static Stream<Engine> engines() {
    return Stream.of(Engine.loops(1), Engine.virtual());
  }

  @ParameterizedTest
  @MethodSource("engines")
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  void areAnsweredAndLeaveNothingBehind(Engine engine) throws Exception {
    var address =
        UnixDomainSocketAddress.of(folder.resolve("socket")); // has no ports to run out of
    var progress = new AtomicLong();
    try (Server server = Server.builder(new Http(site())).engine(engine).address(address).start();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<?>> running = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        var random = new Random(SEED + client);
        running.add(clients.submit(() -> mutate(random, address, progress)));
      }
      clients.shutdown();
      for (long before = -1; !clients.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS); ) {
        assertThat(progress.get()).as("seed %d: requests answered", SEED).isGreaterThan(before);
        before = progress.get();
      }
      for (Future<?> client : running) {
        client.get();
      }
      assertThat(server.drain(java.time.Duration.ofSeconds(20))).isTrue();
      assertThat(server.stats().handlerFailures()).isZero();
    }
  }

  private HttpHandler site() throws IOException {
    Path root = Files.createDirectories(folder.resolve("root/sub"));
    Files.writeString(folder.resolve("root/a.txt"), "some text");
    Files.write(folder.resolve("root/large"), new byte[1_200_000]);
    Files.writeString(root.resolve("x"), "");
    var files = new StaticFiles(folder.resolve("root"), true);
    return request ->
        request.path().equals("/post") && request.method().equals("POST")
            ? HttpResponse.text(200, "bytes: " + request.readBody().length)
            : files.handle(request);
  }

  private static Void mutate(Random random, UnixDomainSocketAddress address, AtomicLong progress)
      throws IOException {
    ByteBuffer answer = ByteBuffer.allocate(4 * 1024 * 1024);
    for (int i = 0; i < MUTATIONS / CLIENTS; i++) {
      String request = mutation(random);
      exchange(address, request, answer);
      String text = new String(answer.array(), 0, answer.position(), StandardCharsets.ISO_8859_1);
      assertThat(text).as("seed %d: %s", SEED, request).doesNotContain("HTTP/1.1 500");
      assertThat(text.isEmpty() || text.startsWith("HTTP/1.1 ")).as("%s", request).isTrue();
      progress.incrementAndGet();
    }
    return null;
  }

  private static void exchange(UnixDomainSocketAddress address, String request, ByteBuffer answer)
      throws IOException {
    answer.clear();
    try (SocketChannel channel = SocketChannel.open(address)) {
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1)));
      channel.shutdownOutput();
      while (answer.hasRemaining() && channel.read(answer) >= 0) {}
    } catch (IOException e) {
      // It may close on us while we still send.
    }
  }

  /// One or two valid requests with a few changes.
  private static String mutation(Random random) {
    var text = new StringBuilder(any(random));
    if (random.nextInt(4) == 0) {
      text.append(any(random));
    }
    for (int changes = random.nextInt(6); changes > 0 && !text.isEmpty(); changes--) {
      change(text, random);
    }
    return text.toString();
  }

  private static String any(Random random) {
    return SEEDS.get(random.nextInt(SEEDS.size()));
  }

  private static void change(StringBuilder text, Random random) {
    int at = random.nextInt(text.length());
    int to = Math.min(text.length(), at + 1 + random.nextInt(20));
    switch (random.nextInt(8)) {
      case 0 -> text.setCharAt(at, (char) random.nextInt(256));
      case 1 -> text.setCharAt(at, SPICE.charAt(random.nextInt(SPICE.length())));
      case 2 -> text.insert(at, SPICE.charAt(random.nextInt(SPICE.length())));
      case 3 -> text.delete(at, to);
      case 4 -> text.insert(at, text.substring(at, to));
      case 5 ->
          text.insert(at, text.substring(at, to).repeat(random.nextInt(random.nextInt(300) + 1)));
      case 6 -> text.setLength(at);
      default -> {
        String other = any(random);
        int from = random.nextInt(other.length());
        text.insert(at, other, from, Math.min(other.length(), from + 30));
      }
    }
  }
}
