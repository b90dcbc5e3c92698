package dev.heddle.services;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Server;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// One of several clients of a server, on a plain socket: a test with some of them reads as what
/// each of them sees.
public final class Guest implements AutoCloseable {
  private final Socket socket;
  private final BufferedReader in;

  private Guest(Socket socket) throws IOException {
    this.socket = socket;
    this.in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8), 8192);
  }

  public static Guest of(Server server) throws IOException {
    return of(server, 0);
  }

  /// @param receiveBuffer how much the system may take for it while it does not read; 0 for a lot
  public static Guest of(Server server, int receiveBuffer) throws IOException {
    var socket = new Socket();
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
    socket.connect(new InetSocketAddress("127.0.0.1", server.port()));
    return new Guest(socket);
  }

  /// Sends lines.
  public Guest says(String... lines) throws IOException {
    socket
        .getOutputStream()
        .write((String.join("\n", lines) + '\n').getBytes(StandardCharsets.UTF_8));
    return this;
  }

  public Guest sends(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  /// The next lines are these.
  public Guest sees(String... lines) throws IOException {
    for (String line : lines) {
      assertThat(in.readLine()).isEqualTo(line);
    }
    return this;
  }

  /// The next characters: as many as given, or fewer at the end.
  public String text(int count) throws IOException {
    char[] text = new char[count];
    int length = 0;
    for (int n; length < count && (n = in.read(text, length, count - length)) > 0; ) {
      length += n;
    }
    return new String(text, 0, length);
  }

  /// The next line; null at the end.
  public String line() throws IOException {
    return in.readLine();
  }

  /// All lines up to this one, which is not returned.
  public List<String> until(String last) throws IOException {
    var lines = new ArrayList<String>();
    for (String line; !last.equals(line = in.readLine()); ) {
      assertThat(line).as("no more lines, but no %s in %s", last, lines).isNotNull();
      lines.add(line);
    }
    return lines;
  }

  /// All that is left, up to the end of the stream, or to a reset.
  public List<String> rest() {
    var lines = new ArrayList<String>();
    try {
      for (String line; (line = in.readLine()) != null; ) {
        lines.add(line);
      }
    } catch (IOException e) {
      lines.add(e.getMessage());
    }
    return lines;
  }

  /// The next lines are these, and then the server closes.
  public void seesLast(String... lines) throws IOException {
    sees(lines);
    assertThat(in.readLine()).isNull();
  }

  /// Sends no more, but reads on.
  public Guest ends() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /// Is gone without a word, as when its machine dies.
  public void dies() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
