package dev.heddle.sim.example;

/// Has static state, as an application may have it.
public final class StaticCounter {
  private static int last;
  private static final int[] LASTS = new int[1];

  private StaticCounter() {}

  public static String next() {
    return ++last + " " + ++LASTS[0] + " " + Other.next();
  }

  private static final class Other {
    private static long last;

    static long next() {
      return ++last;
    }
  }
}
