import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/// Answers each 64 bytes with a mebibyte, written 16 KiB at a time, as fast as its peer reads.
final class NettyStream extends ChannelInboundHandlerAdapter {
  private static final int MESSAGE = 64;
  private static final int BLOCK = 16 * 1024;
  private static final int BLOCKS_PER_ANSWER = 64;
  private static final ByteBuf PATTERN = pattern();

  private int asked;
  private int blocks;

  private static ByteBuf pattern() {
    ByteBuf block = Unpooled.directBuffer(BLOCK);
    for (int i = 0; i < BLOCK; i++) {
      block.writeByte(i * 31 + i / 256);
    }
    return Unpooled.unreleasableBuffer(block);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    asked += bytes.readableBytes();
    bytes.release();
    blocks += asked / MESSAGE * BLOCKS_PER_ANSWER;
    asked %= MESSAGE;
    write(context);
  }

  private void write(ChannelHandlerContext context) {
    for (; blocks > 0 && context.channel().isWritable(); blocks--) {
      context.writeAndFlush(PATTERN.duplicate(), context.voidPromise());
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    write(context);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
