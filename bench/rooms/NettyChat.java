import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.ChannelMatchers;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// The same chat on Netty, as its users write one: rooms are channel groups, and a line goes to all
/// of a group but its author. `uring|epoll PORT`, one event loop.
///
/// As with the other, lines are UTF-8 of up to 64 KiB, and a member that does not read is closed.
final class NettyChat {
  private static final int BACKLOG = 4096;
  private static final int LONGEST_LINE = 64 * 1024;
  private static final int SEND_QUEUE = 256 * 1024;

  private static final Map<String, ChannelGroup> ROOMS = new ConcurrentHashMap<>();
  private static final AtomicInteger CLIENTS = new AtomicInteger();

  private NettyChat() {}

  public static void main(String[] args) throws InterruptedException {
    boolean uring = args[0].equals("uring");
    IoHandlerFactory handlers =
        uring ? IoUringIoHandler.newFactory() : EpollIoHandler.newFactory();
    Class<? extends ServerChannel> channels =
        uring ? IoUringServerSocketChannel.class : EpollServerSocketChannel.class;
    new ServerBootstrap()
        .group(new MultiThreadIoEventLoopGroup(1, handlers))
        .channel(channels)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                channel
                    .pipeline()
                    .addLast(new LineBasedFrameDecoder(LONGEST_LINE))
                    .addLast(new StringDecoder(StandardCharsets.UTF_8))
                    .addLast(new Member("Client " + CLIENTS.incrementAndGet()));
              }
            })
        .bind(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1]))
        .sync()
        .channel()
        .closeFuture()
        .sync();
  }

  /// Its room is that of its connection's loop.
  private static final class Member extends SimpleChannelInboundHandler<String> {
    private final String name;
    private ChannelGroup room = room("lobby");

    Member(String name) {
      this.name = name;
    }

    private static ChannelGroup room(String name) {
      return ROOMS.computeIfAbsent(
          name, key -> new DefaultChannelGroup(key, GlobalEventExecutor.INSTANCE));
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      tell(context.channel(), "Welcome, " + name + ".");
      join(context, room);
    }

    private void join(ChannelHandlerContext context, ChannelGroup next) {
      room.remove(context.channel());
      room = next;
      say(context, "* " + name + " joined");
      room.add(context.channel());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, String line) {
      if (line.startsWith("/join ")) {
        join(context, room(line.substring(6)));
      } else {
        say(context, name + ": " + line);
      }
    }

    /// Encoded once; each channel gets a view of the same bytes.
    private void say(ChannelHandlerContext context, String text) {
      room.writeAndFlush(
          ByteBufUtil.writeUtf8(context.alloc(), text + '\n'),
          ChannelMatchers.isNot(context.channel()),
          true);
    }

    private static void tell(Channel channel, String text) {
      channel.writeAndFlush(ByteBufUtil.writeUtf8(channel.alloc(), text + '\n'));
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      if (context.channel().unsafe().outboundBuffer().totalPendingWriteBytes() > SEND_QUEUE) {
        context.close();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
