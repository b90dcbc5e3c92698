package dev.heddle.sim.disk;

import dev.heddle.sim.net.Surroundings;

/// What one crash takes of all that was not synced.
final class Loss {
  private enum Kind {
    ALL,
    NOTHING,
    THE_LATEST,
    ANY_SECTORS
  }

  private final Surroundings world;
  private final Kind kind;

  private Loss(Surroundings world, Kind kind) {
    this.world = world;
    this.kind = kind;
  }

  static Loss draw(Surroundings world) {
    Kind[] kinds = Kind.values();
    return new Loss(world, kinds[(int) Long.remainderUnsigned(world.random(), kinds.length)]);
  }

  /// How many of this many changes are kept, from the first on.
  int kept(int changes) {
    return switch (kind) {
      case ALL -> 0;
      case NOTHING -> changes;
      case THE_LATEST, ANY_SECTORS -> below(changes + 1);
    };
  }

  /// Whether any of a file's sectors may be kept, and not just the first changes.
  boolean isScattered() {
    return kind == Kind.ANY_SECTORS;
  }

  boolean keepsSector() {
    return below(2) == 0;
  }

  /// How many of this many sectors of the first change that is not kept as a whole are kept.
  int torn(int sectors) {
    return kind == Kind.THE_LATEST ? below(sectors + 1) : 0;
  }

  private int below(int bound) {
    return (int) Long.remainderUnsigned(world.random(), bound);
  }
}
