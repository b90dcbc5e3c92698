package dev.heddle.eyes;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How much of its heap a JVM uses, from what `jcmd PID GC.heap_info` prints. Stateless.
final class HeapUse {
  private static final Pattern USED =
      Pattern.compile("(?m)^(?!.*(?:Metaspace|class space)).*?(?: used (\\d+)([KM])|(\\d+)K used)");

  private HeapUse() {}

  /// In bytes; 0 if it does not say.
  static long bytes(String heapInfo) {
    long bytes = 0;
    Matcher used = USED.matcher(heapInfo);
    while (used.find()) {
      bytes +=
          used.group(3) != null
              ? Long.parseLong(used.group(3)) << 10
              : Long.parseLong(used.group(1)) << (used.group(2).equals("M") ? 20 : 10);
    }
    return bytes;
  }
}
