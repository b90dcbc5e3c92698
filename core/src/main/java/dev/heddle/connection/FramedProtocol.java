package dev.heddle.connection;

import dev.heddle.Framing;
import dev.heddle.LengthPrefix;
import dev.heddle.MessageProtocol;
import dev.heddle.MessageTooLargeException;
import dev.heddle.Outbox;
import dev.heddle.Protocol;
import dev.heddle.UnterminatedMessageException;
import dev.heddle.transport.ReadBuffer;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/// Gives a [MessageProtocol] whole messages: the adapter that lets it run wherever a [Protocol]
/// does.
///
/// Holds what has come of an unfinished message and nothing else. Called by one thread at a time.
///
/// @param <M> what a message is
public final class FramedProtocol<M> implements Protocol {
  private final MessageProtocol<M> protocol;
  private final MessageCutter cutter;
  private final Cut<M> cut;
  private final ReadBuffer unfinished = new ReadBuffer();
  private Runnable counter = () -> {};
  private int scanned; // how many bytes of it have no end of a message
  private boolean skipping;

  /// @param maxMessageBytes as [dev.heddle.Limits#maxMessageBytes()]
  public FramedProtocol(Framing<M> framing, MessageProtocol<M> protocol, int maxMessageBytes) {
    this.protocol = protocol;
    this.cutter = new MessageCutter(maxMessageBytes);
    this.cut = cut(framing, cutter);
  }

  /// What counts the messages: called for each one that has come, before the protocol gets it.
  public void countWith(Runnable counter) {
    this.counter = counter;
  }

  @SuppressWarnings("unchecked") // each of these is a Framing of one M
  private static <M> Cut<M> cut(Framing<M> framing, MessageCutter cutter) {
    return (Cut<M>)
        switch (framing) {
          case Framing.Lines _ -> new LineCut(cutter);
          case Framing.Delimited(byte delimiter) -> new DelimitedCut(cutter, delimiter);
          case Framing.Frames(LengthPrefix prefix) -> new FrameCut(cutter, prefix);
        };
  }

  @Override
  public void connected(Outbox outbox) throws Exception {
    protocol.connected(outbox);
  }

  @Override
  public void received(ByteBuffer bytes, Outbox outbox) throws Exception {
    if (unfinished.isEmpty()) {
      ReadBuffer arrived = ReadBuffer.of(bytes);
      receive(arrived, outbox);
      scanned = arrived.size();
      unfinished.append(ByteBuffer.wrap(arrived.array(), arrived.offset(), arrived.size()));
    } else {
      unfinished.append(bytes);
      receive(unfinished, outbox);
      scanned = unfinished.size();
      unfinished.release();
    }
  }

  private void receive(ReadBuffer buffer, Outbox outbox) throws Exception {
    boolean more = true;
    while (more && !outbox.isClosed()) {
      skipping = !cutter.skipRest(buffer);
      more = !skipping && receiveOne(buffer, outbox);
    }
    if (outbox.isClosed()) {
      buffer.clear(); // nobody will ask for it
    }
  }

  /// @return whether there was one
  private boolean receiveOne(ReadBuffer buffer, Outbox outbox) throws Exception {
    M message;
    try {
      message = cut.next(buffer, scanned);
    } catch (MessageTooLargeException | CharacterCodingException e) {
      scanned = 0;
      counter.run();
      protocol.rejected(e, outbox);
      return true;
    }
    if (message == null) {
      return false;
    }
    scanned = 0;
    counter.run();
    protocol.received(message, outbox);
    return true;
  }

  @Override
  public void ended(Outbox outbox) throws Exception {
    if (!unfinished.isEmpty()) {
      receiveTail(outbox);
    }
    if (!outbox.isClosed()) {
      protocol.ended(outbox);
    }
  }

  private void receiveTail(Outbox outbox) throws Exception {
    M tail;
    try {
      tail = cut.tail(unfinished);
    } catch (CharacterCodingException e) {
      counter.run();
      protocol.rejected(e, outbox);
      return;
    }
    counter.run();
    protocol.received(tail, outbox);
  }

  @Override
  public void closed(@Nullable Throwable cause) {
    protocol.closed(cause);
  }

  @Override
  public int unfinished() {
    return unfinished.size();
  }

  @Override
  public boolean midMessage() {
    return skipping || !unfinished.isEmpty();
  }

  private interface Cut<M> {
    /// Takes the next message; null if it is not complete.
    @Nullable M next(ReadBuffer buffer, int scanned) throws IOException;

    /// Takes what is left at the end of the stream, at least a byte.
    M tail(ReadBuffer buffer) throws IOException;
  }

  private record LineCut(MessageCutter cutter) implements Cut<String> {
    @Override
    public @Nullable String next(ReadBuffer buffer, int scanned) throws IOException {
      int length = cutter.lineLength(buffer, scanned);
      return length < 0 ? null : MessageCutter.takeLine(buffer, length);
    }

    @Override
    public String tail(ReadBuffer buffer) throws IOException {
      return MessageCutter.takeLine(buffer, buffer.size());
    }
  }

  private record DelimitedCut(MessageCutter cutter, byte delimiter) implements Cut<byte[]> {
    @Override
    public byte @Nullable [] next(ReadBuffer buffer, int scanned) throws IOException {
      int length = cutter.delimitedLength(buffer, delimiter, scanned);
      return length < 0 ? null : MessageCutter.takeDelimited(buffer, length);
    }

    @Override
    public byte[] tail(ReadBuffer buffer) throws IOException {
      throw new UnterminatedMessageException(buffer.take(buffer.size()));
    }
  }

  private record FrameCut(MessageCutter cutter, LengthPrefix prefix) implements Cut<byte[]> {
    @Override
    public byte @Nullable [] next(ReadBuffer buffer, int scanned) throws IOException {
      int size = cutter.frameSize(buffer, prefix);
      return size > buffer.size() ? null : MessageCutter.takeFrame(buffer, prefix, size);
    }

    @Override
    public byte[] tail(ReadBuffer buffer) throws IOException {
      throw new EOFException(MessageCutter.cutShort(cutter.frameSize(buffer, prefix)));
    }
  }
}
