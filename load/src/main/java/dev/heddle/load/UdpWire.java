package dev.heddle.load;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/// Datagrams to and from one address. Belongs to its lane's loop; the JDK parks its virtual threads
/// there.
final class UdpWire implements Wire {
  private final DatagramSocket socket;

  UdpWire(InetSocketAddress address) throws IOException {
    socket = new DatagramSocket();
    socket.connect(address);
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    socket.send(new DatagramPacket(bytes, bytes.length));
  }

  @Override
  public void flush() {}

  @Override
  public int read(ByteBuffer target, long timeoutNanos) throws IOException {
    long millis = TimeUnit.NANOSECONDS.toMillis(timeoutNanos);
    socket.setSoTimeout(timeoutNanos == 0 ? 0 : Math.clamp(millis, 1, Integer.MAX_VALUE));
    var packet = new DatagramPacket(target.array(), target.arrayOffset(), target.capacity());
    socket.receive(packet);
    return packet.getLength();
  }

  @Override
  public void closeOutput() {}

  @Override
  public void close() {
    socket.close();
  }

  @Override
  public void abort() {
    socket.close();
  }
}
