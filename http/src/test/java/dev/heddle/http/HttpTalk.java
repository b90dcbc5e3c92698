package dev.heddle.http;

import dev.heddle.Engine;
import dev.heddle.Handler;
import dev.heddle.Server;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/// A server of its own and a client that sends raw bytes.
public final class HttpTalk implements AutoCloseable {
  public final Server server;
  private final Socket socket;
  private final InputStream in;

  private HttpTalk(Server server) throws IOException {
    this.server = server;
    this.socket = new Socket("127.0.0.1", server.port());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  public static HttpTalk with(HttpHandler handler) throws IOException {
    return with(new Http(handler), Engine.virtual());
  }

  public static HttpTalk with(Handler handler, Engine engine) throws IOException {
    return new HttpTalk(Server.builder(handler).engine(engine).start());
  }

  /// A client of a server that runs already.
  public static HttpTalk to(Server server) throws IOException {
    return new HttpTalk(server);
  }

  /// Another client of the same server. Whichever is closed first closes the server, too.
  public HttpTalk another() throws IOException {
    return new HttpTalk(server);
  }

  /// All engines that run handlers.
  static Stream<Engine> engines() {
    return Stream.of(Engine.blocking(), Engine.threads(), Engine.virtual(), Engine.loops(1));
  }

  /// Sends bytes; each char is one.
  public HttpTalk send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  /// Sends a GET of HTTP/1.1 with these further header lines.
  public HttpTalk get(String target, String... lines) throws IOException {
    return send(request("GET", target, lines));
  }

  public static String request(String method, String target, String... lines) {
    var text = new StringBuilder(method + ' ' + target + " HTTP/1.1\r\nHost: test\r\n");
    for (String line : lines) {
      text.append(line).append("\r\n");
    }
    return text.append("\r\n").toString();
  }

  public Reply reply() throws IOException {
    return Reply.read(in, false);
  }

  public Reply replyToHead() throws IOException {
    return Reply.read(in, true);
  }

  /// The next bytes, as many as given.
  public String take(int count) throws IOException {
    return new String(in.readNBytes(count), StandardCharsets.ISO_8859_1);
  }

  /// All bytes up to the end of the stream.
  public String takeRest() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  /// Discards all bytes up to the end of the stream.
  public void skipRest() throws IOException {
    in.transferTo(OutputStream.nullOutputStream());
  }

  /// Whether the server has closed, and has sent nothing more.
  public boolean isOver() throws IOException {
    return in.read() < 0;
  }

  public HttpTalk end() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  @Override
  public void close() throws IOException {
    socket.close();
    server.close();
  }
}
