import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/// Answers each message with what a [BackEnd] says to it: on the bare JDK, with a virtual thread
/// per connection. `socket|http BACK_END_PORT PORT`.
final class ThreadRelay {
  private static final int BACKLOG = 4096;

  private ThreadRelay() {}

  public static void main(String[] args) throws IOException {
    int backEnd = Integer.parseInt(args[1]);
    int port = Integer.parseInt(args[2]);
    try (var listener = new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress())) {
      while (true) {
        Socket socket = listener.accept();
        Thread.startVirtualThread(() -> serve(socket, args[0], backEnd));
      }
    }
  }

  private static void serve(Socket socket, String how, int port) {
    try (socket;
        BackEnd backEnd = BackEnd.open(how, port)) {
      socket.setTcpNoDelay(true);
      InputStream input = socket.getInputStream();
      OutputStream output = socket.getOutputStream();
      byte[] message = new byte[BackEnd.SIZE];
      while (input.readNBytes(message, 0, BackEnd.SIZE) == BackEnd.SIZE) {
        backEnd.ask(message);
        output.write(message);
      }
    } catch (IOException | InterruptedException e) {
      // The peer is gone.
    }
  }
}
