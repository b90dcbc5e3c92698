package dev.heddle;

import dev.heddle.engine.Driver;

/// Engines on drivers that only tests have.
public final class TestEngines {
  private TestEngines() {}

  public static Engine of(Driver driver) {
    return new Engine(driver);
  }
}
