package example;

import dev.heddle.watch.ThreadWatch;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.codec.string.StringEncoder;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/// A server on Netty that computes the answer to each line on a virtual thread. Its threads are
/// watched.
public final class LineServer implements AutoCloseable {
  private final ExecutorService work = Executors.newVirtualThreadPerTaskExecutor();
  private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory());
  private final Channel channel;

  LineServer(int port, UnaryOperator<String> answer) {
    channel =
        new ServerBootstrap()
            .group(loops)
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
                        .addLast(new Answers(answer));
                  }
                })
            .bind("127.0.0.1", port)
            .syncUninterruptibly()
            .channel();
  }

  private final class Answers extends SimpleChannelInboundHandler<String> {
    private final UnaryOperator<String> answer;

    Answers(UnaryOperator<String> answer) {
      this.answer = answer;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, String line) {
      work.execute(() -> context.writeAndFlush(answer.apply(line) + "\n"));
    }
  }

  int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    work.shutdownNow();
  }

  public static void main(String[] args) throws InterruptedException {
    try (var watch = ThreadWatch.builder().every(Duration.ofSeconds(1)).start();
        var server = new LineServer(7001, line -> new StringBuilder(line).reverse().toString())) {
      System.out.println("listening: 127.0.0.1:" + server.port());
      server.channel.closeFuture().sync();
    }
  }
}
