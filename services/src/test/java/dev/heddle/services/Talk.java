package dev.heddle.services;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Engine;
import dev.heddle.Server;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A server of its own and a client on a plain socket, so that a test reads as a transcript.
final class Talk implements AutoCloseable {
  final Server server;
  private final Socket socket;

  private Talk(Server server) throws IOException {
    this.server = server;
    this.socket = new Socket("127.0.0.1", server.port());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
  }

  static Talk with(Service service, Options options, Engine engine) throws IOException {
    return with(service.tcp().apply(options), engine);
  }

  static Talk with(Service service, Engine engine) throws IOException {
    return with(service, Options.DEFAULTS, engine);
  }

  static Talk with(Server.Builder builder, Engine engine) throws IOException {
    return new Talk(builder.engine(engine).start());
  }

  Talk send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  Talk send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  /// Sends the bytes in pieces of one.
  Talk sendByteByByte(String text) throws IOException {
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      socket.getOutputStream().write(b);
    }
    return this;
  }

  /// The next bytes are these.
  Talk expect(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertThat(utf8(socket.getInputStream().readNBytes(bytes.length))).isEqualTo(text);
    return this;
  }

  /// Half-closes.
  Talk end() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /// The next bytes are these, and then the server closes.
  void expectLast(String text) throws IOException {
    assertThat(rest()).isEqualTo(text);
  }

  String rest() throws IOException {
    return utf8(socket.getInputStream().readAllBytes());
  }

  @Override
  public void close() throws IOException {
    socket.close();
    server.close();
  }

  private static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
