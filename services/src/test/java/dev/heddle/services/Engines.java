package dev.heddle.services;

import dev.heddle.Engine;
import java.util.stream.Stream;

/// What every service runs on.
final class Engines {
  private Engines() {}

  static Stream<Engine> all() {
    return Stream.of(
        Engine.blocking(), Engine.threads(), Engine.virtual(), Engine.selector(), Engine.loops(1));
  }

  static Stream<Engine> withDatagrams() {
    return Stream.of(Engine.virtual(), Engine.loops(1));
  }
}
