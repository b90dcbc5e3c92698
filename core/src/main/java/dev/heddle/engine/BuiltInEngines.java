package dev.heddle.engine;

import dev.heddle.Engine;
import dev.heddle.LoopPoller;
import dev.heddle.engine.blocking.BlockingEngine;
import dev.heddle.engine.loops.LoopsEngine;
import dev.heddle.engine.selector.SelectorEngine;
import dev.heddle.engine.threads.ThreadsEngine;
import dev.heddle.engine.virtual.VirtualEngine;
import java.time.Duration;

/// The engines that Heddle has, each in a package of its own. Stateless.
public final class BuiltInEngines implements Engine.Provider {
  public BuiltInEngines() {}

  @Override
  public Engine blocking() {
    return new BlockingEngine();
  }

  @Override
  public Engine threads(int most) {
    return new ThreadsEngine(most);
  }

  @Override
  public Engine virtual() {
    return new VirtualEngine();
  }

  @Override
  public Engine selector() {
    return new SelectorEngine();
  }

  @Override
  public Engine loops(int count, LoopPoller poller, Duration busyPoll) {
    return new LoopsEngine(count, poller, busyPoll);
  }
}
