package dev.heddle.observe.recipes;

import dev.heddle.Handler;
import dev.heddle.Server;
import dev.heddle.observe.ObservedServer;
import dev.heddle.observe.Observer;
import dev.heddle.observe.StatusServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

final class Kubernetes {
  private Kubernetes() {}

  // region kubernetes
  static void run(Handler handler, String token) throws IOException, InterruptedException {
    try (Server server =
            Server.builder(handler).address(new InetSocketAddress(7001)).name("echo").start();
        var observer = Observer.start(List.of(ObservedServer.of(server)), Duration.ofSeconds(5));
        var status = StatusServer.start(observer, new InetSocketAddress(7070), token)) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
      server.awaitTermination();
    }
  }

  static void stop(Server server) {
    try {
      server.drain(Duration.ofSeconds(20));
    } catch (InterruptedException e) {
      server.close();
    }
  }

  // endregion
}
