import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;

/// An echo server on Vert.x: one event loop, on Netty's epoll where it can be had. `PORT`.
final class VertxEcho {
  private static final int BACKLOG = 4096;

  private VertxEcho() {}

  public static void main(String[] args) {
    var vertx =
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
    var options =
        new NetServerOptions().setHost("127.0.0.1").setAcceptBacklog(BACKLOG).setTcpNoDelay(true);
    vertx
        .createNetServer(options)
        .connectHandler(VertxEcho::echo)
        .listen(Integer.parseInt(args[0]))
        .onSuccess(_ -> System.out.println("native transport: " + vertx.isNativeTransportEnabled()))
        .onFailure(cause -> {
          System.err.println(cause);
          System.exit(1);
        });
  }

  private static void echo(NetSocket socket) {
    socket.handler(buffer -> {
      socket.write(buffer);
      if (socket.writeQueueFull()) {
        socket.pause();
        socket.drainHandler(_ -> socket.resume());
      }
    });
  }
}
