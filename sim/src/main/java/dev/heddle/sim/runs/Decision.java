package dev.heddle.sim.runs;

/// A choice other than the plain one, which is: continue with the running thread; or if it has
/// stopped, with the one that could run first. It is described by what one thread has done, so that
/// it means the same when other decisions are left out.
///
/// @param task the key of the thread that ran
/// @param stopped whether that had stopped; otherwise it was preempted
/// @param count how often it had stopped, or how many points it had passed
/// @param chosen the key of the thread that ran then
public record Decision(long task, boolean stopped, long count, long chosen) {
  private static final int RADIX = 36;

  /// Reads what [#toString] writes.
  ///
  /// @throws IllegalArgumentException if it is no decision
  public static Decision parse(String text) {
    int middle = Math.max(text.indexOf('.'), text.indexOf('!'));
    int end = text.indexOf('>');
    if (middle < 1 || end < middle) {
      throw new IllegalArgumentException("not a decision: " + text);
    }
    return new Decision(
        number(text.substring(0, middle)),
        text.charAt(middle) == '!',
        number(text.substring(middle + 1, end)),
        number(text.substring(end + 1)));
  }

  private static long number(String text) {
    return Long.parseUnsignedLong(text, RADIX);
  }

  private static String text(long number) {
    return Long.toUnsignedString(number, RADIX);
  }

  @Override
  public String toString() {
    return text(task) + (stopped ? '!' : '.') + text(count) + '>' + text(chosen);
  }
}
