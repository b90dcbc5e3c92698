package dev.heddle.loop.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/// Receiving and sending datagrams without waiting. Belongs to one loop: its thread, or a virtual
/// thread that it carries.
public final class DatagramCalls {
  private static final int LARGEST = 65_535;

  private static final MethodHandle RECVFROM =
      Linux.shortCall(
          "recvfrom",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle SENDTO =
      Linux.shortCall(
          "sendto",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));

  private final Arena arena = Arena.ofAuto();
  private final MemorySegment state = Linux.newState(arena);
  private final MemorySegment sender = arena.allocate(SocketAddresses.LARGEST, 8);
  private final MemorySegment senderLength = arena.allocate(JAVA_INT);

  /// Receives a datagram into the buffer, whose position moves behind it.
  ///
  /// @return its size, or an error number negated
  public int receive(int fd, ByteBuffer into) {
    senderLength.set(JAVA_INT, 0, SocketAddresses.LARGEST);
    try {
      int result =
          (int)
              Linux.result(
                  state,
                  (long)
                      RECVFROM.invokeExact(
                          state,
                          fd,
                          MemorySegment.ofBuffer(into),
                          (long) into.remaining(),
                          Linux.MSG_DONTWAIT,
                          sender,
                          senderLength));
      into.position(into.position() + Math.max(0, result));
      return result;
    } catch (Throwable e) {
      throw Linux.impossible(e);
    }
  }

  /// The sender of the last datagram received.
  public SocketAddress sender() {
    byte[] encoded = new byte[Math.min(SocketAddresses.LARGEST, senderLength.get(JAVA_INT, 0))];
    MemorySegment.copy(sender, JAVA_BYTE, 0, encoded, 0, encoded.length);
    return SocketAddresses.decode(encoded);
  }

  /// Sends all of the buffer as a datagram; drops it if the system has no room.
  public void send(int fd, ByteBuffer payload, SocketAddress to) throws IOException {
    int length = payload.remaining();
    if (length > LARGEST) {
      throw new IOException("a datagram of " + length + " bytes");
    }
    int sent;
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment address = SocketAddresses.encode(to, scratch);
      sent =
          (int)
              Linux.result(
                  state,
                  (long)
                      SENDTO.invokeExact(
                          state,
                          fd,
                          MemorySegment.ofBuffer(payload),
                          (long) length,
                          Linux.MSG_DONTWAIT | Linux.MSG_NOSIGNAL,
                          address,
                          (int) address.byteSize()));
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw Linux.impossible(e);
    }
    if (sent < 0 && sent != -Linux.EAGAIN) {
      throw new IOException(Linux.message(sent));
    }
    payload.position(payload.limit());
  }
}
