package dev.heddle.testkit.contract;

import dev.heddle.Engine;
import java.util.Set;
import java.util.function.Supplier;

/// An engine under the contract, and its abilities. Immutable.
///
/// @param name its name in messages: the engine's own name, which may be followed by what sets it
///   apart
/// @param fresh makes an engine that shares nothing with those made before
/// @param abilities what it can do beyond serving one connection's protocol
public record EngineUnderTest(String name, Supplier<Engine> fresh, Set<Ability> abilities) {

  /// What not every engine can do.
  public enum Ability {
    /// Serves more than one connection at a time.
    MANY_AT_ONCE,
    /// Runs handlers, and not protocols only.
    HANDLERS,
    /// Carries datagrams.
    DATAGRAMS,
    /// Keeps receiving, and discards the bytes, when it has ended a connection whose reader was
    /// waiting; the JDK's blocking sockets cannot, and such a client may see a reset after its
    /// answers.
    LINGERS_WHEN_WOKEN,
    /// Bounds what the system keeps for a peer that does not read; the JDK has no option for that.
    BOUNDS_UNSENT
  }

  public EngineUnderTest {
    abilities = Set.copyOf(abilities);
  }

  /// Whether the engine has this ability.
  public boolean can(Ability ability) {
    return abilities.contains(ability);
  }

  @Override
  public String toString() {
    return name;
  }
}
