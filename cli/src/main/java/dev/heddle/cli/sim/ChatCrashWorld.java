package dev.heddle.cli.sim;

import dev.heddle.ConnectionEndedException;
import dev.heddle.ReadTimeoutException;
import dev.heddle.services.chat.Chat;
import dev.heddle.services.chat.ChatSettings;
import dev.heddle.sim.Host;
import dev.heddle.sim.World;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// A chat whose machine crashes, and whose disk is slow or full at times. Belongs to its world.
final class ChatCrashWorld {
  static final ServiceWorld CRASH =
      new ServiceWorld(
          "crash",
          "what a member has seen is in the history after crashes of the server",
          world -> new ChatCrashWorld(world).run());

  private static final ChatSettings SETTINGS = ChatSettings.DEFAULT.withRate(1000, 1000);
  private static final Duration FAULTS = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(8);
  private static final int MEMBERS = 2;
  private static final int MESSAGES = 12;

  private final World world;
  private final Host hall;
  private final List<List<String>> seen = new ArrayList<>(); // of each connection, what was said

  private ChatCrashWorld(World world) {
    this.world = world;
    this.hall = world.host(Caller.HALL);
  }

  private void run() throws Exception {
    hall.onBoot(() -> {
      var topics = DiskTopics.open(hall.disk().path("/chat"));
      Caller.start(world, new Chat(topics, SETTINGS).server());
    });
    world.faults().within(FAULTS).crashes(Caller.HALL, 2).slowDisks(1).fullDisks(1);
    List<Thread> members = new ArrayList<>();
    for (int i = 0; i < MEMBERS; i++) {
      String name = "m" + i;
      members.add(world.host(name).run(() -> talk(name)));
    }
    for (Thread member : members) {
      member.join();
    }
    world.eventually(() -> world.elapsed().compareTo(FAULTS.multipliedBy(2)) > 0 && hall.isUp());
    world.host("witness").run(this::compare).join();
    hall.crash();
  }

  /// Says each message once, in as many connections as it takes.
  private void talk(String name) throws InterruptedException {
    for (int said = 0; said < MESSAGES; ) {
      var own = new ArrayList<String>();
      try (Caller caller = new Caller().patient(PATIENCE)) {
        while (said < MESSAGES) {
          caller.says("say " + name + "-" + said++ + ".").says("/who").until("In #lobby");
          Thread.sleep(world.random().nextInt(1500));
        }
        own.addAll(ofMessages(caller.seen));
      } catch (ReadTimeoutException | ConnectionEndedException e) {
        Thread.sleep(100);
      } catch (IOException | AssertionError e) {
        Thread.sleep(500); // it is down, or ended in the middle
      } finally {
        seen.add(own);
      }
    }
  }

  private static List<String> ofMessages(List<String> lines) {
    return lines.stream()
        .filter(line -> line.contains(": say ") && line.endsWith("."))
        .map(line -> line.substring(line.indexOf("say ")))
        .toList();
  }

  private void compare() throws Exception {
    try (Caller witness = new Caller().patient(PATIENCE)) {
      witness.says("/who").until("In #lobby");
      witness.seen.clear(); // the latest messages, as for all who come
      witness.says("/history 1000").says("/who").until("In #lobby");
      List<String> history = ofMessages(witness.seen);
      Expect.equal(history.size(), new HashSet<>(history).size(), "different messages of history");
      for (List<String> own : seen) {
        List<String> there = history.stream().filter(own::contains).toList();
        Expect.equal(own, there, "in history, of what a member has seen");
      }
    }
  }
}
