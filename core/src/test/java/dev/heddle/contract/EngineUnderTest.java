package dev.heddle.contract;

import dev.heddle.Engine;
import dev.heddle.LoopPoller;
import dev.heddle.engine.loops.LoopsEngine;
import dev.heddle.loop.Poller;
import dev.heddle.loop.uring.TightRings;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;

/// An engine under the contract, and its abilities.
///
/// @param name how it is called in messages: the engine's own name, and what sets it apart
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

  public static final EngineUnderTest BLOCKING =
      new EngineUnderTest("blocking", Engine::blocking, Set.of(Ability.HANDLERS));
  public static final EngineUnderTest THREADS =
      new EngineUnderTest(
          "threads", Engine::threads, Set.of(Ability.HANDLERS, Ability.MANY_AT_ONCE));
  public static final EngineUnderTest VIRTUAL =
      new EngineUnderTest(
          "virtual",
          Engine::virtual,
          Set.of(
              Ability.HANDLERS,
              Ability.MANY_AT_ONCE,
              Ability.DATAGRAMS,
              Ability.LINGERS_WHEN_WOKEN));
  public static final EngineUnderTest SELECTOR =
      new EngineUnderTest(
          "selector", Engine::selector, Set.of(Ability.MANY_AT_ONCE, Ability.LINGERS_WHEN_WOKEN));
  public static final EngineUnderTest LOOPS =
      new EngineUnderTest("loops", () -> Engine.loops(2), Set.of(Ability.values()));
  public static final EngineUnderTest LOOPS_EPOLL =
      new EngineUnderTest(
          "loops-epoll", () -> Engine.loops(2, LoopPoller.EPOLL), Set.of(Ability.values()));
  public static final EngineUnderTest LOOPS_NIO =
      new EngineUnderTest(
          "loops-nio",
          () -> Engine.loops(2, LoopPoller.NIO),
          Set.of(
              Ability.HANDLERS,
              Ability.MANY_AT_ONCE,
              Ability.DATAGRAMS,
              Ability.LINGERS_WHEN_WOKEN));

  /// On rings in which everything runs out all the time.
  public static final EngineUnderTest LOOPS_TIGHT =
      new EngineUnderTest(
          "loops-tight", () -> loops(TightRings.bitByBit()), Set.of(Ability.values()));

  /// Likewise, with the receive buffers of an older kernel.
  public static final EngineUnderTest LOOPS_TIGHT_WHOLE =
      new EngineUnderTest(
          "loops-tight-whole", () -> loops(TightRings.whole()), Set.of(Ability.values()));

  private static Engine loops(Poller.Factory pollers) {
    return new LoopsEngine(2, pollers, Duration.ZERO);
  }

  public boolean can(Ability ability) {
    return abilities.contains(ability);
  }

  @Override
  public String toString() {
    return name;
  }
}
