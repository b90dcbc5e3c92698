package dev.heddle.lab.steps;

import dev.heddle.DatagramServer;
import dev.heddle.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;

/// The steps that have a server, by their numbers.
public final class Steps {
  private static final List<Step> ALL =
      List.of(
          new Step("step-1", "a server in ten lines", port -> of(Step1.start(port))),
          new Step("step-2", "one client at a time", port -> of(port, Step2::serve)),
          new Step("step-3", "a thread for each client", port -> of(port, Step3::serve)),
          new Step("step-4", "select() and callbacks", Step4::start),
          new Step("step-5", "coroutines on a loop of our own", Step5::start),
          new Step("step-6", "event loops with straight-line code", port -> of(Step6.start(port))),
          new Step("step-7", "a virtual thread for each client", port -> of(port, Step7::serve)),
          new Step("step-9", "a counter that all clients share", port -> of(Step9.start(port))),
          new Step("step-10", "a broadcast to all others", port -> of(Step10.start(port))),
          new Step("step-11", "timeouts and limits", port -> of(Step11.start(port))),
          new Step("step-14", "one datagram in, one out", port -> of(Step14.start(port))),
          new Step("step-15", "a web server by hand", port -> of(Step15.start(port))));

  private Steps() {}

  /// All of them.
  public static List<Step> all() {
    return ALL;
  }

  private static Step.Running of(Server server) {
    return new Step.Running() {
      @Override
      public int port() {
        return server.port();
      }

      @Override
      public void close() {
        server.close();
      }
    };
  }

  private static Step.Running of(DatagramServer server) {
    return new Step.Running() {
      @Override
      public int port() {
        return server.port();
      }

      @Override
      public void close() {
        server.close();
      }
    };
  }

  private static Step.Running of(int port, AcceptLoop loop) throws IOException {
    return new BlockingStepServer(
        new ServerSocket(port, 50, InetAddress.getLoopbackAddress()), loop);
  }

  /// Accepts clients until the socket is closed.
  @FunctionalInterface
  interface AcceptLoop {
    void run(ServerSocket listening) throws IOException;
  }
}
