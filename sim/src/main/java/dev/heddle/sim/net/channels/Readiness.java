package dev.heddle.sim.net.channels;

import dev.heddle.sim.net.Network;
import dev.heddle.sim.net.Pollable;
import java.nio.channels.SocketChannel;

/// Waiting for a channel without using it, as the JDK's own code can. Stateless.
public final class Readiness {
  private Readiness() {}

  /// Parks until the channel can be read from, or written to; until the thread is unparked or
  /// interrupted, or the channel closed; or for `nanos`, where 0 is for ever.
  public static void await(SocketChannel channel, boolean write, long nanos) {
    Pollable socket = ((Selectable) channel).pollable();
    int wanted = (write ? Pollable.OUT : Pollable.IN) | Pollable.HANG_UP;
    Network network = socket.network();
    network.lock();
    try {
      if ((socket.poll() & wanted) == 0 && channel.isOpen()) {
        socket.await(nanos == 0 ? Pollable.FOREVER : network.nanos() + nanos);
      }
    } finally {
      network.unlock();
    }
  }
}
