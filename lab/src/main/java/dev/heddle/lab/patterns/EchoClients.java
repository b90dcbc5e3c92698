package dev.heddle.lab.patterns;

import dev.heddle.lab.Lab;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Many clients of an echo server, all connected, a few of which speak at a time. Used by one
/// thread.
final class EchoClients implements AutoCloseable {
  private static final int SPEAKERS = 8;
  private static final int MESSAGE = 64;
  private static final int ROUNDS = 3;

  /// A client that gets no answer for this long considers the server failed.
  static final int PATIENCE_MILLIS = 1000;

  private final Lab lab;
  private final InetSocketAddress address;
  private final List<Socket> sockets = new ArrayList<>();

  EchoClients(Lab lab, int port) {
    this.lab = lab;
    this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  void growTo(int count) throws IOException {
    while (sockets.size() < count) {
      var socket = new Socket();
      sockets.add(socket);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.connect(address, PATIENCE_MILLIS);
    }
  }

  /// Lets each speak a few times.
  ///
  /// @return how long the answers took
  /// @throws IOException if there is no answer in time
  Waits talk() throws IOException, InterruptedException {
    var waits = new Waits();
    try (ExecutorService speakers = Executors.newVirtualThreadPerTaskExecutor()) {
      var parts = new ArrayList<Future<?>>();
      for (int i = 0; i < SPEAKERS; i++) {
        int first = i;
        parts.add(
            speakers.submit(() -> {
              speak(first, waits);
              return null;
            }));
      }
      for (Future<?> part : parts) {
        part.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    }
    return waits;
  }

  private void speak(int first, Waits waits) throws IOException {
    byte[] message = new byte[MESSAGE];
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = first; i < sockets.size(); i += SPEAKERS) {
        Socket socket = sockets.get(i);
        long asked = lab.nanos();
        socket.getOutputStream().write(message);
        if (socket.getInputStream().readNBytes(MESSAGE).length < MESSAGE) {
          throw new IOException("the server has closed a connection");
        }
        if (round > 0) { // the first one is for warming up
          waits.add(lab.nanos() - asked);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
