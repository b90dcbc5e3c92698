package dev.heddle.sim;

import dev.heddle.sim.scheduler.NotSimulatedException;
import dev.heddle.sim.scheduler.WorldInterceptor;
import java.net.InetAddress;
import java.net.SocketImpl;
import java.nio.channels.spi.SelectorProvider;

enum NoSockets implements WorldInterceptor.Sockets {
  INSTANCE;

  @Override
  public SelectorProvider channels() {
    throw new NotSimulatedException("no network");
  }

  @Override
  public SocketImpl socket(boolean server) {
    throw new NotSimulatedException("no network");
  }

  @Override
  public InetAddress[] resolve(String host) {
    throw new NotSimulatedException("no network");
  }
}
