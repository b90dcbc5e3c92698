package dev.heddle.sim.net.channels;

import dev.heddle.sim.net.Pollable;

/// What a [SimulatedSelector] needs of a channel.
interface Selectable {
  /// What tells of changes.
  Pollable pollable();

  /// The operations of `interest` that are ready, given what [Pollable#poll] returned.
  int readyOps(int polled, int interest);

  /// Closes the socket for good. Called when the channel is closed and no selector has it any more.
  void kill();
}
