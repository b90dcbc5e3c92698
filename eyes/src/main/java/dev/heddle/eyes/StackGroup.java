package dev.heddle.eyes;

import java.util.List;

/// Threads that do the same: the same stack, and the same wait, be it that each waits for an object
/// of its own. Immutable.
///
/// @param count all of them
/// @param stacksRead of how many the stack was read; the others wait for the same kind of thing as
///   those with this stack
/// @param unchanged how many of them did the same in the first look
/// @param doing in words; may be empty
/// @param peers of sockets that these wait for: the most frequent ones
/// @param owners ids of the threads that have what these wait for; some of them if these are many
/// @param lines where in its code each is: the innermost frames that are not the JDK's
/// @param cpu the processors that they used between the two looks, together; -1 if unknown
/// @param examples ids of some
/// @param stack a line for each frame; empty if none was read
public record StackGroup(
    int count,
    int stacksRead,
    int unchanged,
    boolean isVirtual,
    ThreadStatus activity,
    String doing,
    List<Peer> peers,
    List<Long> owners,
    List<String> lines,
    double cpu,
    List<Example> examples,
    List<String> stack) {

  /// The other end of a socket.
  ///
  /// @param threads how many wait for it
  public record Peer(String address, int threads) {}

  /// One of them.
  ///
  /// @param name may be empty
  public record Example(long id, String name) {}
}
