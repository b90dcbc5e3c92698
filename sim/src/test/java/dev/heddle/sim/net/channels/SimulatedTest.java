package dev.heddle.sim.net.channels;

import dev.heddle.sim.net.Network;
import dev.heddle.sim.net.RealTime;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.spi.SelectorProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

/// The contracts hold for the simulated channels, on real threads in real time.
class SimulatedTest {
  private static final RealTime TIME = new RealTime(1);
  private static final Network NETWORK = new Network(TIME);
  private static final SelectorProvider PROVIDER = new SimulatedProvider(NETWORK);

  @AfterAll
  static void stop() {
    TIME.close();
  }

  interface OnSimulated extends Stack {
    @Override
    default SelectorProvider provider() {
      return PROVIDER;
    }
  }

  @Nested
  class Streams extends StreamContract implements OnSimulated {}

  @Nested
  class Blocked extends BlockedContract implements OnSimulated {}

  @Nested
  class Pipes extends PipeContract implements OnSimulated {}

  @Nested
  class Selectors extends SelectorContract implements OnSimulated {}

  @Nested
  class Datagrams extends DatagramContract implements OnSimulated {}

  @Nested
  class Unix extends UnixContract implements OnSimulated {}

  @Nested
  class DatagramSockets extends DatagramSocketContract {
    @Override
    DatagramSocket socket() throws IOException {
      return new SimulatedDatagramSocket();
    }
  }

  @Nested
  class Sockets extends SocketContract {
    @Override
    Socket socket() throws IOException {
      return new SimulatedSocket();
    }

    @Override
    ServerSocket serverSocket() throws IOException {
      return new SimulatedServerSocket();
    }
  }

  private static final class SimulatedDatagramSocket extends DatagramSocket {
    SimulatedDatagramSocket() {
      super(new SimulatedDatagramSocketImpl(NETWORK));
    }
  }

  private static final class SimulatedSocket extends Socket {
    SimulatedSocket() throws IOException {
      super(new SimulatedSocketImpl(NETWORK, false));
    }
  }

  private static final class SimulatedServerSocket extends ServerSocket {
    SimulatedServerSocket() throws IOException {
      super(new SimulatedSocketImpl(NETWORK, true));
    }

    @Override
    public Socket accept() throws IOException {
      var accepted = new SimulatedSocket();
      implAccept(accepted);
      return accepted;
    }
  }
}
