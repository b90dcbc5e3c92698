package dev.heddle.eyes.heap;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.function.LongPredicate;

/// Which waits in a heap dump nothing can end any more. Immutable.
///
/// @param objects how many are in the dump
/// @param reached how many of these something leads to that is not a thread which waits for ever
/// @param waiting how many threads wait without a time limit
/// @param unseen how many virtual threads the dump leaves out: if there are any, nothing is known
/// @param threads those that are never woken
public record Ends(int objects, int reached, int waiting, int unseen, List<NeverWoken> threads) {

  /// Reads the whole file.
  ///
  /// @param moved whether the thread with this id is known to have continued since: a platform
  ///   thread that has just been woken looks as if it still waited
  /// @throws IOException if it is not a heap dump that HotSpot has written, or is cut short
  public static Ends in(FileChannel file, LongPredicate moved) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      return Reach.ends(Heap.read(Hprof.map(file, arena)), moved);
    } catch (IndexOutOfBoundsException e) {
      throw new IOException("the heap dump is cut short", e);
    }
  }
}
