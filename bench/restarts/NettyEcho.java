import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;

/// An echo server that ends as Netty's guide has it: SIGTERM closes the listening socket, then
/// `shutdownGracefully`. `PORT`
final class NettyEcho {
  private NettyEcho() {}

  public static void main(String[] args) throws Exception {
    var acceptor = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    var workers = new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory());
    var channel =
        new ServerBootstrap()
            .group(acceptor, workers)
            .channel(NioServerSocketChannel.class)
            .childHandler(new Channels())
            .bind(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]))
            .sync()
            .channel();
    Thread ending =
        new Thread(() -> {
          channel.close().syncUninterruptibly();
          acceptor.shutdownGracefully();
          workers.shutdownGracefully().syncUninterruptibly();
        });
    Runtime.getRuntime().addShutdownHook(ending);
    channel.closeFuture().sync();
  }

  private static final class Channels extends ChannelInitializer<SocketChannel> {
    @Override
    protected void initChannel(SocketChannel channel) {
      channel.pipeline().addLast(new Echo());
    }
  }

  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      context.writeAndFlush(message, context.voidPromise());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
