package dev.heddle.load.proc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// How much of its processor time this machine, a virtual one, did not get because the hypervisor
/// gave it to others: `steal` in `/proc/stat` (proc(5)). Immutable.
///
/// @param stolen since the machine has started, in steps of the kernel's
/// @param all stolen or not
public record StolenTime(long stolen, long all) {
  private static final int ACCOUNTS = 8; // those behind them are parts of others
  private static final int STEAL = 7;

  /// Total so far; nothing if the system does not report it.
  public static StolenTime now() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
      String[] fields = lines.findFirst().orElse("").split(" +");
      long[] times = Stream.of(fields).skip(1).limit(ACCOUNTS).mapToLong(Long::parseLong).toArray();
      return new StolenTime(times[STEAL], LongStream.of(times).sum());
    } catch (IOException | RuntimeException e) {
      return new StolenTime(0, 0); // not Linux
    }
  }

  /// Which part of the time since then was stolen, from 0 to 1.
  public double partSince(StolenTime before) {
    long passed = all - before.all;
    return passed <= 0 ? 0 : (double) (stolen - before.stolen) / passed;
  }
}
