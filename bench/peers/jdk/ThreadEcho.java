import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ThreadFactory;

/// An echo server on the bare JDK: a thread per connection, blocking streams. `virtual|platform
/// PORT`.
final class ThreadEcho {
  private static final int BACKLOG = 4096;
  private static final int BUFFER = 16 * 1024;

  private ThreadEcho() {}

  public static void main(String[] args) throws IOException {
    ThreadFactory threads =
        switch (args[0]) {
          case "virtual" -> Thread.ofVirtual().factory();
          case "platform" -> Thread.ofPlatform().daemon().factory();
          default -> throw new IllegalArgumentException("no such kind of thread: " + args[0]);
        };
    int port = Integer.parseInt(args[1]);
    try (var listener = new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress())) {
      while (true) {
        Socket socket = listener.accept();
        threads.newThread(() -> echo(socket)).start();
      }
    }
  }

  private static void echo(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream input = socket.getInputStream();
      OutputStream output = socket.getOutputStream();
      byte[] buffer = new byte[BUFFER];
      for (int count; (count = input.read(buffer)) >= 0; ) {
        output.write(buffer, 0, count);
      }
    } catch (IOException e) {
      // The peer is gone.
    }
  }
}
