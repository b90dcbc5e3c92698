package dev.heddle.eyes;

import java.util.List;

/// Threads that do the same: the same stack, and the same wait. Immutable.
///
/// @param count all of them
/// @param stacksRead of how many the stack was read; the others wait for the same kind of thing as
///   those with this stack
/// @param unchanged how many of them did the same in the first look
/// @param doing in words; may be empty
/// @param owners ids of the threads that have what these wait for
/// @param lines where in its code each is: the innermost frames that are not the JDK's
/// @param cpu the processors that they used between the two looks, together; -1 if unknown
/// @param examples ids of some
/// @param stack a line for each frame; empty if none was read
public record Group(
    int count,
    int stacksRead,
    int unchanged,
    boolean isVirtual,
    Activity activity,
    String doing,
    List<Long> owners,
    List<String> lines,
    double cpu,
    List<Example> examples,
    List<String> stack) {

  /// One of them.
  ///
  /// @param name may be empty
  public record Example(long id, String name) {}
}
