package dev.heddle.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.DatagramServer;
import dev.heddle.Engine;
import dev.heddle.Handler;
import dev.heddle.Limits;
import dev.heddle.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/// Servers, observers, pages and clients of a test. All are closed after it, the latest first.
/// Belongs to the test's thread.
abstract class ObserverFixture {
  static final Limits QUICK = Limits.DEFAULT.withLinger(Duration.ofMillis(50));

  static final Handler ECHO =
      c -> {
        for (String line; (line = c.readLine()) != null; ) {
          c.writeLine(line);
        }
      };

  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void closesWhatItOpened() throws Exception {
    for (AutoCloseable resource : opened.reversed()) {
      resource.close();
    }
  }

  final <T extends AutoCloseable> T closing(T resource) {
    opened.add(resource);
    return resource;
  }

  final Server serve(String name, Engine engine, Handler handler) throws IOException {
    return closing(Server.builder(handler).name(name).engine(engine).limits(QUICK).start());
  }

  final DatagramServer serveUdp(String name) throws IOException {
    return closing(
        DatagramServer.builder(request -> request.reply(request.payload())).name(name).start());
  }

  final StatusServer page(Observer observer, @Nullable String token) throws IOException {
    var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return closing(StatusServer.start(observer, loopback, token));
  }

  /// A client that has sent this.
  final Socket client(Server server, String text) throws IOException {
    Socket socket = closing(new Socket(InetAddress.getLoopbackAddress(), server.port()));
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  /// A client that has sent this line and has got it back.
  final Socket answered(Server server, String line) throws IOException {
    Socket socket = client(server, line + "\n");
    assertThat(socket.getInputStream().readNBytes(line.length() + 1)).hasSize(line.length() + 1);
    return socket;
  }
}
