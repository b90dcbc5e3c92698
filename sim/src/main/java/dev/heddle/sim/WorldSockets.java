package dev.heddle.sim;

import dev.heddle.sim.net.Network;
import dev.heddle.sim.net.channels.Readiness;
import dev.heddle.sim.net.channels.SimulatedDatagramSocketImpl;
import dev.heddle.sim.net.channels.SimulatedProvider;
import dev.heddle.sim.net.channels.SimulatedSocketImpl;
import dev.heddle.sim.scheduler.WorldInterceptor;
import java.net.DatagramSocketImpl;
import java.net.InetAddress;
import java.net.SocketImpl;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;

/// A world's network, as the JDK's classes ask for it. Belongs to the world's threads.
final class WorldSockets implements WorldInterceptor.Sockets {
  private final Network network;
  private final SelectorProvider channels;

  WorldSockets(Network network) {
    this.network = network;
    this.channels = new SimulatedProvider(network);
  }

  @Override
  public SelectorProvider channels() {
    return channels;
  }

  @Override
  public SocketImpl socket(boolean server) {
    return new SimulatedSocketImpl(network, server);
  }

  @Override
  public DatagramSocketImpl datagramSocket() {
    return new SimulatedDatagramSocketImpl(network);
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    try {
      return new InetAddress[] {InetAddress.ofLiteral(host)};
    } catch (IllegalArgumentException e) {
      return network.resolve(host).toArray(InetAddress[]::new);
    }
  }

  @Override
  public InetAddress localHost() {
    return network.here().address();
  }

  @Override
  public String nameOf(InetAddress address) {
    try {
      return network.nameOf(address);
    } catch (UnknownHostException e) {
      return address.getHostAddress();
    }
  }

  @Override
  public void await(SocketChannel channel, boolean write, long nanos) {
    Readiness.await(channel, write, nanos);
  }
}
