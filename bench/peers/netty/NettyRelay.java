import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.FixedLengthFrameDecoder;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// Answers each message with what a [BackEnd] says to it, on Netty: handlers must not wait, so each
/// connection has a virtual thread that asks. `uring|epoll socket|http BACK_END_PORT PORT`.
final class NettyRelay {
  private static final byte[] END = {};

  private NettyRelay() {}

  public static void main(String[] args) throws Exception {
    int backEnd = Integer.parseInt(args[2]);
    NettyEcho.serve(
        args[0],
        Integer.parseInt(args[3]),
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(SocketChannel channel) {
            channel
                .pipeline()
                .addLast(new FixedLengthFrameDecoder(BackEnd.SIZE))
                .addLast(new Asking(args[1], backEnd));
          }
        });
  }

  private static final class Asking extends SimpleChannelInboundHandler<ByteBuf> {
    private final BlockingQueue<byte[]> questions = new LinkedBlockingQueue<>();
    private final String how;
    private final int port;

    Asking(String how, int port) {
      this.how = how;
      this.port = port;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      Thread.startVirtualThread(() -> ask(context));
    }

    private void ask(ChannelHandlerContext context) {
      try (BackEnd backEnd = BackEnd.open(how, port)) {
        for (byte[] message; (message = questions.take()) != END; ) {
          backEnd.ask(message);
          context.writeAndFlush(Unpooled.wrappedBuffer(message));
        }
      } catch (IOException | InterruptedException e) {
        context.close();
      }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
      byte[] question = new byte[BackEnd.SIZE];
      message.readBytes(question);
      questions.add(question);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      questions.add(END);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
