package dev.heddle.sim.net.channels;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.spi.SelectorProvider;
import org.junit.jupiter.api.Nested;

/// The contracts hold for the JDK's own channels over loopback: what they ask for is what is real.
class JdkTest {

  interface OnJdk extends Stack {
    @Override
    default SelectorProvider provider() {
      return SelectorProvider.provider();
    }
  }

  @Nested
  class Streams extends StreamContract implements OnJdk {}

  @Nested
  class Blocked extends BlockedContract implements OnJdk {}

  @Nested
  class Pipes extends PipeContract implements OnJdk {}

  @Nested
  class Selectors extends SelectorContract implements OnJdk {}

  @Nested
  class Datagrams extends DatagramContract implements OnJdk {}

  @Nested
  class Unix extends UnixContract implements OnJdk {}

  @Nested
  class DatagramSockets extends DatagramSocketContract {
    @Override
    DatagramSocket socket() throws IOException {
      return new DatagramSocket(null);
    }
  }

  @Nested
  class Sockets extends SocketContract {
    @Override
    Socket socket() {
      return new Socket();
    }

    @Override
    ServerSocket serverSocket() throws IOException {
      return new ServerSocket();
    }
  }
}
