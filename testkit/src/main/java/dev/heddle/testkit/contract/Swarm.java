package dev.heddle.testkit.contract;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;

/// Many plain sockets that send to an echo, and compare the answers byte by byte. Each sends unique
/// bytes, so one that gets another's is noticed.
///
/// Belongs to one thread.
final class Swarm implements AutoCloseable {
  private static final long STUCK_NANOS = Duration.ofMillis(200).toNanos();
  private static final long DEAD_NANOS = Duration.ofSeconds(20).toNanos();
  private static final int CHUNK = 32 * 1024;
  private static final int PERIOD = 65_521; // a prime: no buffer's size divides it
  private static final ByteBuffer PATTERN = pattern();

  private final List<Member> members = new ArrayList<>();
  private final Selector selector;
  private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
  private boolean reading = true;
  private boolean mayLose;
  private long moved;
  private int joined;

  private Swarm() throws IOException {
    selector = Selector.open();
  }

  /// Connects the given number, with receive and send buffers of about the given size; 0: the
  /// system's default.
  public static Swarm connect(SocketAddress address, int count, int buffers) {
    return io(() -> {
      var swarm = new Swarm();
      for (int i = 0; i < count; i++) {
        swarm.join(address, buffers);
      }
      return swarm;
    });
  }

  private static ByteBuffer pattern() {
    byte[] period = new byte[PERIOD];
    new Random(1).nextBytes(period);
    return ByteBuffer.allocateDirect(PERIOD + CHUNK)
        .put(period)
        .put(period, 0, CHUNK)
        .flip()
        .asReadOnlyBuffer();
  }

  /// One more.
  public Member join(SocketAddress address, int buffers) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      if (buffers > 0) {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, buffers);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, buffers);
      }
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.connect(address);
      channel.configureBlocking(false);
      var member = new Member(channel, joined++);
      members.add(member);
      return member;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  public List<Member> members() {
    return Collections.unmodifiableList(members);
  }

  /// One that has closed is none of them any more.
  public void forget(Member member) {
    members.remove(member);
  }

  /// From now on, connections may be broken off by the server: that is no failure.
  public void mayLose() {
    mayLose = true;
  }

  /// Makes each send that many more bytes.
  public void send(long bytes) {
    members.forEach(member -> member.send(bytes));
  }

  /// Sends as long as anything can be sent, and reads nothing.
  public void sendUntilStuck() {
    reading = false;
    members.forEach(Member::update);
    long since = System.nanoTime();
    for (long before = moved; System.nanoTime() - since < STUCK_NANOS; ) {
      turn();
      if (moved != before) {
        before = moved;
        since = System.nanoTime();
      }
    }
    reading = true;
    members.forEach(Member::update);
  }

  /// Sends the rest, and reads until all of it has come back.
  public void exchange() {
    until("all that was sent has come back", () -> members.stream().allMatch(Member::isEven));
  }

  /// Sends and reads until it holds; fails where no byte moves any more.
  public void until(String what, BooleanSupplier holds) {
    long since = System.nanoTime();
    long before = moved;
    while (!holds.getAsBoolean()) {
      turn();
      if (moved != before) {
        before = moved;
        since = System.nanoTime();
      } else if (System.nanoTime() - since > DEAD_NANOS) {
        fail("nothing moves, but not: " + what + "; uneven: " + uneven());
      }
    }
  }

  private String uneven() {
    return members.stream().filter(m -> !m.isEven()).limit(5).toList().toString();
  }

  /// Sends and reads what can be sent and read now, waiting for a moment if nothing can.
  public void turn() {
    io(() -> selector.select(this::turn, 5));
  }

  private void turn(SelectionKey key) {
    var member = (Member) key.attachment();
    try {
      if (key.isValid() && key.isReadable()) {
        member.read();
      }
      if (key.isValid() && key.isWritable()) {
        member.write();
      }
    } catch (IOException e) {
      if (!mayLose) {
        throw new UncheckedIOException(member + " is broken", e);
      }
      member.close();
    }
  }

  /// Closes all.
  @Override
  public void close() {
    members.forEach(Member::close);
    io(() -> {
      selector.close();
      return this;
    });
  }

  /// One of the sockets.
  public final class Member {
    private final SocketChannel channel;
    private final SelectionKey key;
    private final int number;
    private long toSend;
    private long sent;
    private long received;
    private boolean endAfter;
    private boolean ended;
    private boolean gone;

    private Member(SocketChannel channel, int number) throws IOException {
      this.channel = channel;
      this.number = number;
      this.key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /// Makes it send that many more bytes.
    public void send(long bytes) {
      toSend += bytes;
      update();
    }

    /// Is to send nothing more.
    public void sendNoMore() {
      toSend = 0;
      update();
    }

    /// Is to half-close when all is sent.
    public void endAfterThat() {
      endAfter = true;
      update();
    }

    public long sent() {
      return sent;
    }

    public long received() {
      return received;
    }

    /// Whether everything was sent and has come back.
    public boolean isEven() {
      return gone || (toSend == 0 && sent == received);
    }

    /// Whether it has seen the end of the stream, after all that it had sent.
    public boolean isEnded() {
      return ended;
    }

    public boolean isGone() {
      return gone;
    }

    /// Breaks off, with a reset.
    public void reset() {
      io(() -> channel.setOption(StandardSocketOptions.SO_LINGER, 0));
      close();
    }

    /// Closes, whatever is under way.
    public void close() {
      gone = true;
      io(() -> {
        channel.close();
        return this;
      });
    }

    private void update() {
      if (key.isValid()) {
        key.interestOps(
            (reading && !ended ? SelectionKey.OP_READ : 0)
                | (toSend > 0 || endAfter ? SelectionKey.OP_WRITE : 0));
      }
    }

    private ByteBuffer at(long position, int length) {
      int from = (int) ((position + number * 7919L) % PERIOD);
      return PATTERN.slice(from, length);
    }

    private void write() throws IOException {
      if (toSend > 0) {
        int count = channel.write(at(sent, (int) Math.min(toSend, CHUNK)));
        sent += count;
        toSend -= count;
        moved += count;
      }
      if (toSend == 0) {
        if (endAfter) {
          channel.shutdownOutput();
          endAfter = false;
        }
        update();
      }
    }

    private void read() throws IOException {
      int count = channel.read(chunk.clear());
      if (count < 0) {
        if (received != sent && !mayLose) {
          fail(this + " saw the end too early");
        }
        ended = true;
        moved++;
        update();
        return;
      }
      int wrong = chunk.flip().mismatch(at(received, count));
      if (wrong >= 0) {
        fail(this + ": byte " + (received + wrong) + " is not what was sent");
      }
      received += count;
      moved += count;
    }

    @Override
    public String toString() {
      return "number "
          + number
          + " (sent "
          + sent
          + " of "
          + (sent + toSend)
          + ", back "
          + received
          + ")";
    }
  }

  /// What may fail with an error of the network, which here is a test's failure.
  private interface Action<T> {
    T run() throws IOException;
  }

  private static <T> T io(Action<T> action) {
    try {
      return action.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
