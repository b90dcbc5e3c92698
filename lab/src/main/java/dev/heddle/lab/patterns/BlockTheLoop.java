package dev.heddle.lab.patterns;

import dev.heddle.Client;
import dev.heddle.Connection;
import dev.heddle.Engine;
import dev.heddle.Handler;
import dev.heddle.Server;
import dev.heddle.lab.Experiment;
import dev.heddle.lab.Lab;
import dev.heddle.lab.Scene;
import dev.heddle.lab.Setting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/// One event loop for all connections, and a handler that computes on it: until it is done, no
/// other client is served. Handed to a worker, only the client that asked for it waits.
final class BlockTheLoop {
  private static final Setting VISITORS =
      Setting.number("visitors", 3, 1, 50, "how many ask for something small");
  private static final Setting MILLIS =
      Setting.number("millis", 150, 1, 2000, "how long each computation takes");

  static final Experiment EXPERIMENT =
      new Experiment(
          "block-the-loop",
          "a handler computes on the event loop: what the others see",
          List.of(VISITORS, MILLIS),
          settings -> {
            int visitors = settings.number(VISITORS);
            int millis = settings.number(MILLIS);
            return List.of(
                new Scene("on the loop", lab -> onLoop(lab, visitors, millis)),
                new Scene("handed to a worker", lab -> handedOver(lab, visitors, millis)));
          });

  private static final int COMPUTATIONS = 4;

  private BlockTheLoop() {}

  static Waits onLoop(Lab lab, int visitors, int millis) throws Exception {
    return play(
        lab,
        visitors,
        connection -> {
          for (String line; (line = connection.readLine()) != null; ) {
            if (line.equals("compute")) {
              compute(lab, millis);
            }
            connection.writeLine("done");
          }
        });
  }

  static Waits handedOver(Lab lab, int visitors, int millis) throws Exception {
    try (ExecutorService worker = Executors.newSingleThreadExecutor()) {
      return play(
          lab,
          visitors,
          connection -> {
            // region handed
            for (String line; (line = connection.readLine()) != null; ) {
              if (line.equals("compute")) {
                worker.submit(() -> compute(lab, millis)).get(); // parks; the loop continues
              }
              connection.writeLine("done");
            }
            // endregion
          });
    }
  }

  /// @return how long the visitors waited for their answers
  private static Waits play(Lab lab, int visitors, Handler handler) throws Exception {
    var waits = new Waits();
    var over = new AtomicBoolean();
    try (Server server = Server.builder(handler).engine(Engine.loops(1)).start();
        Client client = Client.builder().build()) {
      Lab.Started heavy = lab.start("heavy", () -> askForMuch(lab, client, server.port()));
      var visiting = new ArrayList<Lab.Started>();
      for (int i = 1; i <= visitors; i++) {
        visiting.add(
            lab.start("visitor " + i, () -> askForLittle(lab, client, server.port(), waits, over)));
      }
      heavy.join();
      over.set(true);
      for (Lab.Started visitor : visiting) {
        visitor.join();
      }
    }
    lab.conclude("the others' answers: " + waits);
    return waits;
  }

  private static void askForMuch(Lab lab, Client client, int port)
      throws IOException, InterruptedException {
    try (Connection connection = client.connect("127.0.0.1", port)) {
      for (int i = 1; i <= COMPUTATIONS; i++) {
        lab.sleep(100);
        lab.note("asks for a computation, " + i + " of " + COMPUTATIONS);
        connection.writeLine("compute");
        connection.readLine();
      }
    }
  }

  private static void askForLittle(
      Lab lab, Client client, int port, Waits waits, AtomicBoolean over)
      throws IOException, InterruptedException {
    try (Connection connection = client.connect("127.0.0.1", port)) {
      while (!over.get()) {
        long asked = lab.nanos();
        connection.writeLine("small");
        connection.readLine();
        waits.add(lab.nanos() - asked);
        lab.sleep(5);
      }
    }
  }

  /// Keeps a processor busy.
  private static int compute(Lab lab, int millis) {
    int work = 0;
    for (long end = lab.nanos() + millis * 1_000_000L; lab.nanos() < end; ) {
      work++;
    }
    return work;
  }
}
