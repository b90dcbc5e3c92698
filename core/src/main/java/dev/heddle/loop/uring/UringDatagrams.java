package dev.heddle.loop.uring;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.heddle.loop.DatagramSocket;
import dev.heddle.loop.Waiter;
import dev.heddle.loop.linux.DatagramCalls;
import dev.heddle.loop.linux.Linux;
import dev.heddle.loop.linux.LinuxSockets;
import dev.heddle.loop.linux.SocketAddresses;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/// A UDP socket of a loop. Belongs to the loop.
final class UringDatagrams implements DatagramSocket, Operation {
  private static final int RECVMSG = 10;
  private static final int LARGEST = 65_535;
  private static final int IN_A_ROW = 64;
  private static final int PENDING = Integer.MIN_VALUE;

  private final UringPoller poller;
  private final int fd;
  private final int place;
  private final SocketAddress address;
  private final Waiter receiver = new Waiter();
  private final Arena arena;
  private final MemorySegment received;
  private final MemorySegment from;
  private final MemorySegment header;
  private final DatagramCalls calls = new DatagramCalls();
  private int result = PENDING;
  private int inARow;
  private boolean underWay;
  private boolean closed;
  private boolean ended;

  UringDatagrams(UringPoller poller, SocketAddress requested) throws IOException {
    this.poller = poller;
    this.fd = LinuxSockets.bound(requested, Linux.SOCK_DGRAM, 0);
    this.address = LinuxSockets.localAddress(fd);
    this.arena = Arena.ofShared(); // only now: nobody would free it if the address were in use
    this.received = arena.allocate(LARGEST);
    this.from = arena.allocate(SocketAddresses.LARGEST, 8);
    this.header = arena.allocate(56, 8);
    this.place = poller.operations().add(this);
    // struct iovec, then struct msghdr: recvmsg(2)
    MemorySegment vector = arena.allocate(16, 8);
    vector.set(JAVA_LONG, 0, received.address());
    vector.set(JAVA_LONG, 8, LARGEST);
    header.set(JAVA_LONG, 0, from.address());
    header.set(JAVA_LONG, 16, vector.address());
    header.set(JAVA_LONG, 24, 1);
  }

  @Override
  public SocketAddress address() {
    return address;
  }

  @Override
  public SocketAddress receive(ByteBuffer into) throws IOException {
    if (++inARow >= IN_A_ROW) {
      inARow = 0;
      Thread.yield();
    }
    requireOpen();
    if (result == PENDING && !underWay) { // or a receiver was interrupted, and left it behind
      submit();
    }
    while (result == PENDING) {
      receiver.await(Long.MAX_VALUE);
    }
    requireOpen();
    int size = result;
    result = PENDING;
    if (size < 0) {
      throw new IOException(Linux.message(size));
    }
    into.put(received.asSlice(0, size).asByteBuffer());
    byte[] peer = new byte[Math.min(SocketAddresses.LARGEST, header.get(JAVA_INT, 8))];
    MemorySegment.copy(from, JAVA_BYTE, 0, peer, 0, peer.length);
    return SocketAddresses.decode(peer);
  }

  private void submit() throws IOException {
    header.set(JAVA_INT, 8, SocketAddresses.LARGEST);
    poller
        .ring()
        .submit(
            Ring.head(RECVMSG, 0, 0, fd),
            0,
            header.address(),
            1,
            0,
            poller.operations().begin(place, 0),
            0);
    underWay = true;
  }

  @Override
  public void send(ByteBuffer payload, SocketAddress to) throws IOException {
    requireOpen();
    calls.send(fd, payload, to);
  }

  @Override
  public void completed(int kind, int result, int flags) {
    this.result = result;
    underWay = false;
    receiver.wake();
    if (closed) {
      end();
    }
  }

  @Override
  public void close() {
    poller
        .loop()
        .execute(() -> {
          closed = true;
          if (underWay) {
            cancel();
          } else {
            end();
          }
        });
  }

  @Override
  public boolean isClosed() {
    return ended;
  }

  private void cancel() {
    try {
      poller.cancel(Operations.mark(place, 0));
    } catch (IOException e) {
      // The loop is ending, and cancels everything.
    }
  }

  private void end() {
    if (!ended) {
      ended = true;
      Linux.close(fd);
      poller.operations().remove(place);
      receiver.wake();
      poller.loop().execute(arena::close); // after the receiver has seen that it is over
    }
  }

  private void requireOpen() throws ClosedChannelException {
    if (closed) {
      throw new ClosedChannelException();
    }
  }
}
