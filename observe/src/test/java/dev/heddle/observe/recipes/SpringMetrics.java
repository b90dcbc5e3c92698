package dev.heddle.observe.recipes;

import dev.heddle.Server;
import dev.heddle.observe.Metrics;
import dev.heddle.observe.ObservedServer;
import dev.heddle.observe.Observer;
import java.time.Duration;
import java.util.List;

class SpringMetrics {
  // region spring
  Observer observer(Server server) {
    return Observer.start(List.of(ObservedServer.of(server)), Duration.ofSeconds(5));
  }

  Metrics heddleMetrics(Observer observer) {
    return new Metrics(observer);
  }

  // endregion
}
