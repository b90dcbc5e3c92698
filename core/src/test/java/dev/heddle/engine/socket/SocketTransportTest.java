package dev.heddle.engine.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketTransportTest {
  @Test
  void theSystemSendsAFileForAPlatformThreadAndAVirtualOneReadsItItself(@TempDir Path folder)
      throws Exception {
    Path path = Files.write(folder.resolve("file"), new byte[1000]);
    var anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (var listener = ServerSocketChannel.open().bind(anyPort);
        var peer = SocketChannel.open(listener.getLocalAddress());
        FileChannel file = FileChannel.open(path)) {
      var transport = new SocketTransport(listener.accept());
      var virtual = new FutureTask<>(() -> transport.writeFile(file, 0, 1000));
      Thread.startVirtualThread(virtual);
      assertThat(virtual.get()).as("on a virtual thread, which would keep its carrier").isZero();
      assertThat(transport.writeFile(file, 0, 1000)).isEqualTo(1000);
      transport.close();
      ByteBuffer received = ByteBuffer.allocate(2000);
      while (peer.read(received) >= 0) {}
      assertThat(received.position()).isEqualTo(1000);
    }
  }
}
