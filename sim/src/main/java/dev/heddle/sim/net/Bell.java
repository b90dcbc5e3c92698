package dev.heddle.sim.net;

import java.net.SocketException;

/// What a selector waits on. Needs the network's lock.
public final class Bell extends Pollable {
  private final int descriptors;

  private Bell(Boot boot, int descriptors) {
    super(boot);
    this.descriptors = descriptors;
  }

  /// Takes some of the calling host's descriptors.
  public static Bell open(Network network, int descriptors) throws SocketException {
    Boot boot = network.here().boot();
    for (int taken = 0; taken < descriptors; taken++) {
      try {
        boot.takeDescriptor();
      } catch (SocketException e) {
        for (; taken > 0; taken--) {
          boot.giveDescriptor();
        }
        throw e;
      }
    }
    return new Bell(boot, descriptors);
  }

  public void close() {
    for (int given = 0; given < descriptors; given++) {
      boot.giveDescriptor();
    }
    wake();
  }

  @Override
  public int poll() {
    return 0;
  }
}
