package planted;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.codec.string.StringEncoder;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Netty, which hands each request line to a virtual thread.
final class NettyServer {
  private static final ExecutorService WORK = Executors.newVirtualThreadPerTaskExecutor();

  private NettyServer() {}

  public static void main(String[] args) {
    var bootstrap =
        new ServerBootstrap()
            .group(new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory()))
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel connection) {
                    connection
                        .pipeline()
                        .addLast(new LineBasedFrameDecoder(1024))
                        .addLast(new StringDecoder())
                        .addLast(new StringEncoder())
                        .addLast(new Answers());
                  }
                });
    var address =
        (InetSocketAddress)
            bootstrap.bind("127.0.0.1", 0).syncUninterruptibly().channel().localAddress();
    System.out.println("listening " + address.getPort());
  }

  private static final class Answers extends SimpleChannelInboundHandler<String> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, String line) {
      if (Lines.isRequest(line)) {
        WORK.submit(() -> context.writeAndFlush(Lines.answer(line)));
      }
    }
  }
}
