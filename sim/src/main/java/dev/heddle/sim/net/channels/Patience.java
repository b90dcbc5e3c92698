package dev.heddle.sim.net.channels;

import dev.heddle.sim.net.Network;
import dev.heddle.sim.net.Pollable;
import java.io.InterruptedIOException;

/// The waiting of one call of a socket that has no channel. Needs the network's lock.
///
/// An interrupt ends the wait of a virtual thread. A platform thread waits on and has its interrupt
/// status set again in the end.
final class Patience {
  private final Network network;
  private final Pollable source;
  private final long deadline;
  private boolean interrupted;

  Patience(Network network, Pollable source, long nanos) {
    this.network = network;
    this.source = source;
    this.deadline = nanos == Pollable.FOREVER ? nanos : network.nanos() + nanos;
  }

  /// @return false if the time is over
  /// @throws InterruptedIOException if the thread is a virtual one and has been interrupted; its
  ///   socket closes then
  boolean await() throws InterruptedIOException {
    if (deadline != Pollable.FOREVER && network.nanos() >= deadline) {
      return false;
    }
    source.await(deadline);
    if (Thread.currentThread().isInterrupted()) {
      if (network.isVirtual()) {
        throw new InterruptedIOException();
      }
      interrupted |= Thread.interrupted();
    }
    return true;
  }

  void end() {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
