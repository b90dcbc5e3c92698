import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUringBufferRingConfig;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringFixedBufferRingAllocator;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.LineEncoder;
import io.netty.handler.codec.string.LineSeparator;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/// An echo server on Netty: one event loop. `uring|uring-ring|epoll|nio bytes|lines|stream PORT`,
/// and for TLS `jdk|tcnative CERTIFICATE KEY`.
///
/// `stream` answers each 64 bytes with a mebibyte, written 16 KiB at a time. `lines` cuts what
/// comes into lines and makes a `String` of each, as `readLine` does. `uring-ring` receives into a
/// ring of buffers that the kernel chooses from, which Netty leaves off by default.
final class NettyEcho {
  private static final int BACKLOG = 4096;
  private static final short BUFFER_GROUP = 1;
  private static final short BUFFERS = 4096;
  private static final int BUFFER_SIZE = 4096;
  private static final int LONGEST_LINE = 64 * 1024;

  private NettyEcho() {}

  public static void main(String[] args) throws Exception {
    String transport = args[0];
    String mode = args[1];
    SslContext tls = args.length == 6 ? NettyTls.context(args[3], args[4], args[5]) : null;
    int port = Integer.parseInt(args[2]);
    serve(transport, port, new Channels(mode, tls));
  }

  /// Serves until the process ends.
  static void serve(String transport, int port, ChannelInitializer<SocketChannel> channels)
      throws InterruptedException {
    var loop = new MultiThreadIoEventLoopGroup(1, handlerFactory(transport));
    var bootstrap =
        new ServerBootstrap()
            .group(loop)
            .channel(channelClass(transport))
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(channels);
    if (transport.equals("uring-ring")) {
      bootstrap.childOption(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, BUFFER_GROUP);
    }
    bootstrap.bind(InetAddress.getLoopbackAddress(), port).sync().channel().closeFuture().sync();
  }

  private static IoHandlerFactory handlerFactory(String transport) {
    return switch (transport) {
      case "uring" -> IoUringIoHandler.newFactory();
      case "uring-ring" ->
          IoUringIoHandler.newFactory(
              new IoUringIoHandlerConfig()
                  .setBufferRingConfig(
                      IoUringBufferRingConfig.builder()
                          .bufferGroupId(BUFFER_GROUP)
                          .bufferRingSize(BUFFERS)
                          .batchSize(BUFFERS / 2)
                          .allocator(new IoUringFixedBufferRingAllocator(BUFFER_SIZE))
                          .build()));
      case "epoll" -> EpollIoHandler.newFactory();
      case "nio" -> NioIoHandler.newFactory();
      default -> throw new IllegalArgumentException("no such transport: " + transport);
    };
  }

  private static Class<? extends ServerChannel> channelClass(String transport) {
    return switch (transport) {
      case "epoll" -> EpollServerSocketChannel.class;
      case "nio" -> NioServerSocketChannel.class;
      default -> IoUringServerSocketChannel.class;
    };
  }

  private static final class Channels extends ChannelInitializer<SocketChannel> {
    private final String mode;
    private final SslContext tls;

    /// @param tls null for plain text
    Channels(String mode, SslContext tls) {
      this.mode = mode;
      this.tls = tls;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
      if (tls != null) {
        channel.pipeline().addLast(tls.newHandler(channel.alloc()));
      }
      if (mode.equals("lines")) {
        channel
            .pipeline()
            .addLast(new LineBasedFrameDecoder(LONGEST_LINE))
            .addLast(new StringDecoder(StandardCharsets.UTF_8))
            .addLast(new LineEncoder(LineSeparator.UNIX, StandardCharsets.UTF_8));
      }
      channel.pipeline().addLast(mode.equals("stream") ? new NettyStream() : new Echo());
    }
  }

  /// Writes what is read, and flushes once all that was there has been read. Reads no more while
  /// its peer does not keep up.
  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      context.write(message, context.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      context.channel().config().setAutoRead(context.channel().isWritable());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
