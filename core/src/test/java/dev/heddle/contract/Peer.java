package dev.heddle.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// The other side of a connection, made of nothing but a plain socket: sends exactly these bytes,
/// reads exactly those, and leaves in every way there is.
///
/// Not thread-safe, but one thread may send while another reads.
public final class Peer implements Closeable {
  private static final int CONNECT_MILLIS = 10_000;

  private final Socket socket;
  private final InputStream in;

  private Peer(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /// Connects.
  public static Peer connect(SocketAddress address) {
    return connect(address, 0);
  }

  /// Connects with a receive buffer of about this size, so that it is soon full; 0 for the system's
  /// default.
  public static Peer connect(SocketAddress address, int receiveBuffer) {
    return connect(address, null, receiveBuffer);
  }

  /// Connects from an address of this machine.
  public static Peer connect(SocketAddress address, InetAddress from) {
    return connect(address, from, 0);
  }

  private static Peer connect(SocketAddress address, InetAddress from, int receiveBuffer) {
    return io(() -> {
      var socket = new Socket();
      try {
        if (from != null) {
          socket.bind(new InetSocketAddress(from, 0));
        }
        if (receiveBuffer > 0) {
          socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) Eventually.PATIENCE.toMillis());
        socket.connect(address, CONNECT_MILLIS);
        return new Peer(socket);
      } catch (IOException e) {
        socket.close();
        throw e;
      }
    });
  }

  public int port() {
    return ((InetSocketAddress) socket.getLocalSocketAddress()).getPort();
  }

  /// Sends the text in UTF-8, as it is.
  public Peer send(String text) {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  public Peer send(byte[] bytes) {
    return send(bytes, 0, bytes.length);
  }

  public Peer send(byte[] bytes, int offset, int length) {
    return io(() -> {
      socket.getOutputStream().write(bytes, offset, length);
      return this;
    });
  }

  /// Sends each byte by itself.
  public Peer sendByteByByte(String text) {
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      send(new byte[] {b});
    }
    return this;
  }

  /// Sends a frame: its length in four bytes, and its bytes.
  public Peer sendFrame(byte[] payload) {
    return send(
        ByteBuffer.allocate(Integer.BYTES + payload.length)
            .putInt(payload.length)
            .put(payload)
            .array());
  }

  /// Reads up to `\n`, which is not returned; null if the stream ends before the first byte.
  public String line() {
    return io(() -> {
      var line = new ByteArrayOutputStream();
      for (int b; (b = in.read()) != '\n'; ) {
        if (b < 0) {
          return line.size() == 0 ? null : line.toString(StandardCharsets.UTF_8);
        }
        line.write(b);
      }
      return line.toString(StandardCharsets.UTF_8);
    });
  }

  /// Reads that many bytes.
  public byte[] bytes(int count) {
    return io(() -> {
      byte[] bytes = in.readNBytes(count);
      assertThat(bytes.length).as("bytes before the end of the stream").isEqualTo(count);
      return bytes;
    });
  }

  /// Reads that many bytes, or fewer at the end of the stream.
  public byte[] bytesAtMost(int count) {
    return io(() -> in.readNBytes(count));
  }

  /// Reads that many bytes as text.
  public String text(int bytes) {
    return new String(bytes(bytes), StandardCharsets.UTF_8);
  }

  /// Reads the available bytes, at most this many; -1 at the end of the stream.
  public int read(byte[] target) {
    return io(() -> in.read(target));
  }

  /// Reads all up to the end of the stream.
  public byte[] rest() {
    return io(in::readAllBytes);
  }

  /// Reads a frame.
  public byte[] frame() {
    return bytes(ByteBuffer.wrap(bytes(Integer.BYTES)).getInt());
  }

  /// Whether something is there to be read without waiting.
  public boolean hasSomething() {
    return io(() -> in.available() > 0);
  }

  /// Sees the end of the stream, and no byte and no reset before it.
  public void seesTheEnd() {
    assertThat((int) io(in::read)).as("the end of the stream").isEqualTo(-1);
  }

  /// Sees a reset after whatever bytes there are.
  public void seesAReset() {
    assertThatThrownBy(in::readAllBytes)
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
  }

  /// Sees the connection gone, by its end or a reset, after whatever bytes there are.
  public void seesItGone() {
    try {
      in.readAllBytes();
    } catch (SocketException e) {
      assertThat(e).hasMessageContaining("reset");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Sends nothing more; keeps reading.
  public Peer halfClose() {
    return io(() -> {
      socket.shutdownOutput();
      return this;
    });
  }

  /// Breaks the connection off.
  public void reset() {
    io(() -> {
      socket.setSoLinger(true, 0);
      socket.close();
      return this;
    });
  }

  @Override
  public void close() {
    io(() -> {
      socket.close();
      return this;
    });
  }

  /// What may fail with an error of the network, which here is a test's failure.
  private interface Action<T> {
    T run() throws IOException;
  }

  private static <T> T io(Action<T> action) {
    try {
      return action.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
