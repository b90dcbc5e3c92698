package dev.heddle.sim.worlds;

/// Which seeds the behaviours of a contract run under on an engine. Immutable.
///
/// @param points after so many points in all, no new seed begins for a behaviour: the same on each
///   machine, however busy
record Seeds(long first, long count, long points) {
  static final String ASKED = "heddle.sim.contract.seeds";

  private static final long POINTS = 3_000;

  static boolean areThoseOfABuild() {
    return Long.getLong(ASKED) == null;
  }

  /// Those of each build. The engines have different ones, so that each behaviour has many.
  /// `-Dheddle.sim.contract.seeds=1000` asks for as many on each engine, from 1 or
  /// `-Dheddle.sim.from` on, however long their worlds are.
  static Seeds of(long first, long last) {
    Long asked = Long.getLong(ASKED);
    return asked == null
        ? new Seeds(first, last - first + 1, POINTS)
        : new Seeds(Long.getLong("heddle.sim.from", 1), asked, Long.MAX_VALUE);
  }
}
