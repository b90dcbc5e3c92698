package dev.heddle.services;

import dev.heddle.Engine;
import java.util.stream.Stream;

/// What services run on.
public final class Engines {
  private Engines() {}

  public static Stream<Engine> all() {
    return Stream.of(
        Engine.blocking(), Engine.threads(), Engine.virtual(), Engine.selector(), Engine.loops(1));
  }

  public static Stream<Engine> forMany() {
    return Stream.of(Engine.threads(), Engine.virtual(), Engine.loops(2));
  }

  static Stream<Engine> withDatagrams() {
    return Stream.of(Engine.virtual(), Engine.loops(1));
  }
}
