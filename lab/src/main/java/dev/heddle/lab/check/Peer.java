package dev.heddle.lab.check;

import dev.heddle.text.Quote;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;

/// A client on a socket of the JDK, so that a check reads as a transcript. For one thread; every
/// wait ends after the visit's patience.
final class Peer implements AutoCloseable {
  private static final int LONGEST = 1 << 20;
  private static final int BETWEEN_PIECES_MILLIS = 30;

  private final Socket plain;
  private final Socket socket; // over TLS, or the plain one
  private final Visit visit;
  private final InputStream in;
  private String name = ""; // in the transcript, if there are several
  private boolean timedOut; // whether the last read was
  private volatile long lastUsed = System.nanoTime();

  private Peer(Socket plain, Socket socket, Visit visit) throws IOException {
    this.plain = plain;
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.visit = visit;
  }

  static Peer connect(CheckedServer access, int patienceMillis, Visit visit) throws IOException {
    Socket plain = null;
    try {
      plain = access.connect(patienceMillis);
      return new Peer(plain, access.secured(plain, patienceMillis), visit);
    } catch (IOException e) {
      if (plain != null) {
        plain.close();
      }
      throw new IOException("cannot connect: " + e.getMessage(), e);
    }
  }

  Visit visit() {
    return visit;
  }

  /// What the transcript calls it.
  Peer named(String whose) {
    name = whose;
    return this;
  }

  private void did(String what) {
    visit.did(name.isEmpty() ? what : name + ' ' + what);
  }

  private void saw(String what) {
    visit.saw(name.isEmpty() ? what : name + ": " + what);
  }

  /// How long nothing has passed, by `System.nanoTime()`.
  long silentNanos() {
    return System.nanoTime() - lastUsed;
  }

  Peer send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  Peer send(byte[] bytes) throws IOException {
    did("sent " + Quote.of(bytes));
    write(bytes);
    return this;
  }

  /// Sends without telling.
  Peer write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    lastUsed = System.nanoTime();
    return this;
  }

  /// Sends the pieces one after another, each in a segment of its own.
  Peer sendInPieces(String... pieces) throws IOException, InterruptedException {
    for (String piece : pieces) {
      send(piece);
      Thread.sleep(BETWEEN_PIECES_MILLIS);
    }
    return this;
  }

  /// Half-closes: nothing more will be sent.
  Peer end() throws IOException {
    did("ended its side");
    socket.shutdownOutput();
    return this;
  }

  /// Breaks off, as a process does that crashes. May be called while another thread writes.
  void reset() throws IOException {
    plain.setSoLinger(true, 0);
    plain.close();
  }

  /// The next bytes are these, as this server ends its lines.
  Peer expect(String text) throws Mismatch, IOException {
    return expectAsItIs(visit.dialect().spoken(text));
  }

  Peer expectAsItIs(String text) throws Mismatch, IOException {
    return expect(text.getBytes(StandardCharsets.UTF_8));
  }

  Peer expect(byte[] expected) throws Mismatch, IOException {
    byte[] came = read(expected.length);
    boolean right = Arrays.equals(came, expected);
    saw(came.length == 0 ? "nothing" : Quote.of(right ? came : withTheRestOfItsLine(came)));
    if (!right) {
      throw new Mismatch(Quote.of(expected) + whereUnlike(came, expected));
    }
    return this;
  }

  /// What came instead of something else, as far as its line's end if that comes at once: cut at
  /// the length of what was expected, it would look like half an answer.
  private byte[] withTheRestOfItsLine(byte[] came) throws IOException {
    if (timedOut || came[came.length - 1] == '\n') {
      return came;
    }
    int patience = socket.getSoTimeout();
    socket.setSoTimeout(BETWEEN_PIECES_MILLIS);
    try {
      byte[] rest = readQuietly().getBytes(StandardCharsets.UTF_8);
      byte[] all = Arrays.copyOf(came, came.length + rest.length);
      System.arraycopy(rest, 0, all, came.length, rest.length);
      return all;
    } finally {
      socket.setSoTimeout(patience);
    }
  }

  /// Where the bytes differ, if their quotes do not show it; else empty.
  private static String whereUnlike(byte[] came, byte[] expected) {
    int same = Arrays.mismatch(came, expected);
    if (same < Quote.MOST) {
      return "";
    }
    byte[] due = Arrays.copyOfRange(expected, same, expected.length);
    byte[] instead = Arrays.copyOfRange(came, same, came.length);
    String saw = instead.length == 0 ? "nothing" : Quote.of(instead);
    return "; after " + same + " bytes, " + Quote.of(due) + " instead of " + saw;
  }

  /// The next line is like this.
  ///
  /// @param words what `pattern` says, for people
  Peer expectLine(Pattern pattern, String words) throws Mismatch, IOException {
    String line = readLine();
    if (!pattern.matcher(line).matches()) {
      throw new Mismatch(words);
    }
    return this;
  }

  /// The next line, with its end, as far as it comes.
  String readLine() throws IOException {
    String text = readQuietly();
    saw(text.isEmpty() ? "nothing" : Quote.of(text));
    return text;
  }

  /// The next line without telling.
  String readQuietly() throws IOException {
    var line = new ByteArrayOutputStream();
    try {
      for (int b; line.size() < LONGEST && (b = in.read()) >= 0; ) {
        line.write(b);
        if (b == '\n') {
          break;
        }
      }
    } catch (SocketTimeoutException e) {
      // The bytes so far are the result.
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  /// Reads lines until one matches; skips earlier ones.
  ///
  /// @return the line
  String skipTo(Pattern pattern, String words) throws Mismatch, IOException {
    return skipTo(line -> pattern.matcher(line).matches(), words);
  }

  /// Reads lines until one is as expected; skips earlier ones.
  ///
  /// @param words the expectation, for people
  /// @return the line
  String skipTo(Predicate<String> right, String words) throws Mismatch, IOException {
    while (true) {
      String line = readLine();
      if (right.test(line)) {
        return line;
      }
      if (!line.endsWith("\n")) {
        throw new Mismatch(words);
      }
    }
  }

  /// Expects that no line like this arrives within the given milliseconds.
  void expectNone(Predicate<String> wrong, int millis, String words) throws Mismatch, IOException {
    int patience = socket.getSoTimeout();
    socket.setSoTimeout(millis);
    try {
      for (String line; !(line = readQuietly()).isEmpty(); ) {
        if (wrong.test(line)) {
          saw(Quote.of(line));
          throw new Mismatch(words);
        }
      }
    } finally {
      socket.setSoTimeout(patience);
    }
    saw("none");
  }

  /// Expects that the server closes gracefully, and sends nothing before.
  void expectEnd() throws Mismatch, IOException {
    requireEnd(false);
  }

  /// Expects that the server closes gracefully, whatever it sends before.
  void expectEndAfterAll() throws Mismatch, IOException {
    requireEnd(true);
  }

  private void requireEnd(boolean afterAll) throws Mismatch, IOException {
    byte[] came;
    try {
      do {
        came = read(1);
      } while (afterAll && came.length > 0);
    } catch (IOException e) {
      saw(String.valueOf(e.getMessage()));
      throw new Mismatch("the end of the stream");
    }
    String seen = timedOut ? "the connection still open" : "the end of the stream";
    saw(came.length > 0 ? Quote.of(came) : seen);
    if (came.length > 0 || timedOut) {
      throw new Mismatch("the end of the stream");
    }
  }

  /// The server closes, in whatever way.
  void expectGone() throws Mismatch, IOException {
    try {
      while (read(4096).length > 0) {
        // Whatever it still has to say.
      }
    } catch (IOException e) {
      saw("the connection closed");
      return;
    }
    if (timedOut) {
      saw("the connection still open");
      throw new Mismatch("the connection closed");
    }
    saw("the connection closed");
  }

  /// All that comes up to the end of the stream.
  byte[] readAll() throws IOException {
    return read(LONGEST);
  }

  /// Reads the given number of ASCII characters, or as many as arrive in time and before the end;
  /// reports other bytes.
  String readText(int length) throws IOException {
    return new String(read(length), StandardCharsets.UTF_8);
  }

  /// Reads the given number of bytes, or as many as arrive in time and before the end.
  byte[] read(int count) throws IOException {
    byte[] bytes = new byte[count];
    int length = 0;
    timedOut = false;
    try {
      for (int n; length < count; length += n) {
        n = in.read(bytes, length, count - length);
        lastUsed = System.nanoTime();
        if (n < 0) {
          break;
        }
      }
    } catch (SocketTimeoutException e) {
      timedOut = true;
    }
    return Arrays.copyOf(bytes, length);
  }

  /// Whether something comes within this time, be it the end.
  boolean hasSomething(int millis) throws IOException {
    int patience = socket.getSoTimeout();
    socket.setSoTimeout(millis);
    in.mark(1);
    try {
      in.read();
      in.reset();
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } finally {
      socket.setSoTimeout(patience);
    }
  }

  /// How long to wait for the next bytes.
  Peer patience(int millis) throws IOException {
    socket.setSoTimeout(millis);
    return this;
  }

  /// Over TLS, says so first. `SSLSocket.close` would send another alert before that one, and with
  /// TLS 1.2 wait for an answer.
  @Override
  public void close() {
    try (plain) {
      if (socket instanceof SSLSocket && !socket.isOutputShutdown()) {
        socket.shutdownOutput();
      }
    } catch (IOException e) {
      // Closed already: nothing to report.
    }
  }
}
