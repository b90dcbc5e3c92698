import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/// What the handlers of the relays ask, as people do with the JDK alone: messages of 64 bytes, the
/// last of them a newline. Belongs to one thread, which waits for each answer.
interface BackEnd extends Closeable {
  /// Bytes of a message.
  int SIZE = 64;

  /// Puts the answer in place of the question.
  void ask(byte[] message) throws IOException, InterruptedException;

  /// @param how `socket`: a connection of its own; `http`: by the process's `HttpClient`, which
  ///   keeps connections
  static BackEnd open(String how, int port) throws IOException {
    return switch (how) {
      case "socket" -> new BySocket(port);
      case "http" -> new ByHttp(port);
      default -> throw new IllegalArgumentException("no such way to ask: " + how);
    };
  }

  /// By `java.net.Socket`, as JDBC drivers do.
  final class BySocket implements BackEnd {
    private final Socket socket;
    private final InputStream input;
    private final OutputStream output;

    BySocket(int port) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      input = socket.getInputStream();
      output = socket.getOutputStream();
    }

    @Override
    public void ask(byte[] message) throws IOException {
      output.write(message);
      if (input.readNBytes(message, 0, SIZE) < SIZE) {
        throw new EOFException("the back end has gone");
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /// By `java.net.http.HttpClient`: the message without its newline is the path.
  final class ByHttp implements BackEnd {
    private static final HttpClient CLIENT =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String server;

    ByHttp(int port) {
      server = "http://127.0.0.1:" + port + '/';
    }

    @Override
    public void ask(byte[] message) throws IOException, InterruptedException {
      String path = new String(message, 0, SIZE - 1, StandardCharsets.ISO_8859_1);
      var request = HttpRequest.newBuilder(URI.create(server + path)).build();
      byte[] answer = CLIENT.send(request, BodyHandlers.ofByteArray()).body();
      System.arraycopy(answer, 0, message, 0, SIZE);
    }

    @Override
    public void close() {
      // The client is everybody's.
    }
  }
}
