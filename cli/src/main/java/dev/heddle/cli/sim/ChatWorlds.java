package dev.heddle.cli.sim;

import dev.heddle.ConnectionEndedException;
import dev.heddle.Server;
import dev.heddle.ServerStats;
import dev.heddle.services.chat.Chat;
import dev.heddle.services.chat.ChatSettings;
import dev.heddle.services.lines.Operators;
import dev.heddle.services.topics.Entry;
import dev.heddle.services.topics.MemoryTopics;
import dev.heddle.sim.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/// A chat has one order, loses nothing that was seen, and has one member of each name. Stateless.
final class ChatWorlds {
  private static final ChatSettings SETTINGS =
      ChatSettings.DEFAULT.withRate(1000, 1000).withOperators(Operators.withPassword("sesame"));
  private static final List<String> NAMES = List.of("ann", "bob", "cy");

  static final List<ServiceWorld> ALL =
      List.of(
          new ServiceWorld(
              "order",
              "all members see the same messages in the same order",
              ChatWorlds::allSeeTheSameInTheSameOrder),
          new ServiceWorld(
              "names",
              "a name is free when its member has left",
              ChatWorlds::aNameIsFreeOnceItsMemberHasGone),
          new ServiceWorld(
              "topic",
              "the topic shown is the one that was stored last",
              ChatWorlds::theTopicIsTheOneThatWasStoredLast),
          new ServiceWorld(
              "bans",
              "bans are stored in the order in which they took effect",
              ChatWorlds::bansAreStoredInTheOrderInWhichTheyTookEffect),
          new ServiceWorld(
              "slow", "a slow member delays nobody", ChatWorlds::aSlowMemberDelaysNobody),
          ChatCrashWorld.CRASH);

  private ChatWorlds() {}

  private static Server start(World world, MemoryTopics topics) throws Exception {
    return Caller.start(world, new Chat(topics, SETTINGS).server());
  }

  private static void join(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /// What a member has seen of what was said.
  private static List<String> said(List<String> lines) {
    return lines.stream().filter(line -> line.contains(": say ")).toList();
  }

  private static void allSeeTheSameInTheSameOrder(World world) throws Exception {
    var topics = new MemoryTopics();
    Server server = start(world, topics);
    var here = new CountDownLatch(NAMES.size());
    Map<String, List<String>> seen = new LinkedHashMap<>();
    List<Thread> members = new ArrayList<>();
    for (String name : NAMES) {
      List<String> own = new ArrayList<>();
      seen.put(name, own);
      members.add(
          world
              .host(name)
              .run(() -> {
                try (var member = new Caller()) {
                  member.says("/nick " + name).until("* Client");
                  here.countDown();
                  here.await();
                  for (int i = 0; i < 3; i++) {
                    member.says("say " + i);
                  }
                  while (said(member.seen).size() < 6) {
                    member.line();
                  }
                  own.addAll(said(member.seen));
                }
              }));
    }
    join(members);
    List<String> stored = topics.topic("#lobby").last(100).stream().map(ChatWorlds::line).toList();
    Expect.equal(9, stored.size(), "messages stored");
    seen.forEach((name, lines) ->
        Expect.equal(
            stored.stream().filter(line -> !line.startsWith(name)).toList(),
            lines,
            "what " + name + " saw"));
    server.close();
  }

  private static String line(Entry entry) {
    return entry.author() + ": " + entry.text();
  }

  private static void aNameIsFreeOnceItsMemberHasGone(World world) throws Exception {
    Server server = start(world, new MemoryTopics());
    List<Thread> members = new ArrayList<>();
    for (String name : NAMES) {
      members.add(world.host(name).run(() -> takeNames(world, name)));
    }
    members.add(world.host("operator").run(ChatWorlds::kickAll));
    join(members);
    world.eventually(() -> haveLeft(server, members.size()));
    Thread late =
        world
            .host("late")
            .run(() -> {
              try (var member = new Caller()) {
                for (String name : List.of("x", "y", "ann", "bob", "cy")) {
                  Expect.endsWith("is now " + name, member.says("/nick " + name).answer());
                }
              }
            });
    late.join();
    server.close();
  }

  /// Whether this many have come and gone; the last ones may still wait to be accepted.
  private static boolean haveLeft(Server server, int members) {
    ServerStats stats = server.stats();
    return stats.accepted() == members && stats.active() == 0;
  }

  private static void takeNames(World world, String name) throws Exception {
    try (var member = new Caller()) {
      for (String next : List.of("x", name, "y", "x")) {
        member.says("/nick " + next);
      }
      if (world.random().nextBoolean()) {
        member.dies();
      } else {
        member.says("/quit").rest();
      }
    } catch (ConnectionEndedException e) {
      Expect.that(e.getMessage() != null, "why it was kicked");
    }
  }

  private static void kickAll() throws Exception {
    try (var operator = new Caller()) {
      operator.says("/oper sesame").until("You are");
      for (String name : List.of("x", "Client 1", "y", "ann", "bob", "Client 2")) {
        operator.says("/kick " + name);
      }
      operator.says("/quit").rest();
    }
  }

  private static void theTopicIsTheOneThatWasStoredLast(World world) throws Exception {
    var topics = new MemoryTopics();
    Server server = start(world, topics);
    List<Thread> members = new ArrayList<>();
    for (String name : NAMES) {
      members.add(
          world
              .host(name)
              .run(() -> {
                try (var member = new Caller()) {
                  member.says("/topic of " + name).says("/quit").rest();
                }
              }));
    }
    Thread witness =
        world
            .host("witness")
            .run(() -> {
              try (var member = new Caller()) {
                for (Thread each : members) {
                  each.join();
                }
                member.says("/topic");
                member.says("/quit").rest();
                String stored = topics.topic("topic of #lobby").last(1).getFirst().text();
                List<String> told =
                    member.seen.stream().filter(line -> line.contains("topic")).toList();
                Expect.equal("* the topic is: " + stored, told.getLast(), "the topic");
                if (told.size() > 1) {
                  Expect.endsWith(": " + stored, told.get(told.size() - 2));
                }
              }
            });
    witness.join();
    server.close();
  }

  private static void bansAreStoredInTheOrderInWhichTheyTookEffect(World world) throws Exception {
    var topics = new MemoryTopics();
    Server server = start(world, topics);
    List<Thread> operators = new ArrayList<>();
    for (String name : NAMES) {
      operators.add(
          world
              .host(name)
              .run(() -> {
                try (var operator = new Caller()) {
                  operator.says("/oper sesame").until("You are");
                  for (int i = 0; i < 3; i++) {
                    operator.says("/ban dan").says("/unban dan");
                  }
                  operator.says("/quit").rest();
                }
              }));
    }
    join(operators);
    boolean banned = false;
    for (Entry entry : topics.topic(MemoryTopics.LASTING + "bans").last(100)) {
      Expect.startsWith(banned ? "unban " : "ban ", entry.text());
      banned = !banned;
    }
    server.close();
  }

  /// A member that does not read, and one that says much: at most 50 messages more than another has
  /// heard.
  private static void aSlowMemberDelaysNobody(World world) throws Exception {
    Server server = start(world, new MemoryTopics());
    var here = new CountDownLatch(2);
    var over = new CountDownLatch(1);
    var ahead = new Semaphore(50);
    Thread slow =
        world
            .host("slow")
            .run(() -> {
              try (var member = new Caller()) {
                member.until("Welcome");
                here.countDown();
                over.await();
                member.dies();
              }
            });
    Thread listener =
        world
            .host("listener")
            .run(() -> {
              try (var member = new Caller()) {
                member.until("Welcome");
                here.countDown();
                for (int i = 0; i < 400; i++) {
                  Expect.contains("say " + i + " ", member.until("Client"));
                  ahead.release();
                }
              }
            });
    Thread talker =
        world
            .host("talker")
            .run(() -> {
              try (var member = new Caller()) {
                member.until("Welcome");
                here.await();
                for (int i = 0; i < 400; i++) {
                  ahead.acquire();
                  member.says("say " + i + " " + "x".repeat(1900));
                }
                member.says("/who").until("In #lobby");
              }
            });
    listener.join();
    talker.join();
    Expect.that(
        world.elapsed().compareTo(Duration.ofSeconds(20)) < 0, "it took " + world.elapsed());
    over.countDown();
    slow.join();
    server.close();
  }
}
