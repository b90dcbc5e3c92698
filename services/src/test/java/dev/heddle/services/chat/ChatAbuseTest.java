package dev.heddle.services.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Engine;
import dev.heddle.services.Guest;
import dev.heddle.services.Guests;
import dev.heddle.services.OnEngineForMany;
import dev.heddle.services.topics.MemoryTopics;
import dev.heddle.services.topics.SqliteTopics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What people, and programs, do to a chat that they should not.
class ChatAbuseTest {
  private static final ChatSettings UNBOUNDED =
      ChatSettings.DEFAULT
          .withRate(100_000, 100_000)
          .withPerAddress(new ChatSettings.PerAddress(100_000, 100_000, 1_000_000, 1_000_000));

  @OnEngineForMany
  void tenThousandJoinsAndLeavesLeaveNothingBehind(Engine engine) throws Exception {
    var topics = new CountingTopics();
    try (Guests chat = Guests.of(new Chat(topics, UNBOUNDED).server(), engine)) {
      Guest ann = chat.guest();
      ann.line();
      int rooms = 5000;
      Thread joining = Thread.startVirtualThread(() -> joinAll(ann, rooms));
      for (int i = 0; i < rooms; i++) {
        ann.sees(
            "You are in #r" + i + " with 0 others.",
            "You have left #r" + i + ". /join ROOM takes you to another.");
      }
      joining.join();
      ann.says("/rooms").sees("Rooms: ");
      assertThat(topics.subscribed()).isOne(); // to the bans
      ann.says("/join lobby").sees("You are in #lobby with 0 others.");
    }
  }

  private static void joinAll(Guest guest, int rooms) {
    try {
      for (int i = 0; i < rooms; i++) {
        guest.says("/join r" + i, "/part");
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @OnEngineForMany
  void aMemberThatDoesNotReadIsRemovedAndNoOtherMissesAnything(Engine engine) throws Exception {
    try (Guests chat = Guests.of(new Chat(new MemoryTopics(), UNBOUNDED).server(), engine)) {
      Guest ann = chat.guest();
      ann.line();
      Guest deaf = chat.guest(4096);
      ann.sees("* Client 2 joined");
      Guest bob = chat.guest();
      bob.line();
      ann.sees("* Client 3 joined");
      String message = "x".repeat(1900);
      int messages = 0;
      while (!bob.says("/who").line().contains("Client 1, Client 3")) {
        for (int i = 0; i < 100; i++) {
          ann.says(message);
          bob.until("Client 1: " + message);
        }
        messages += 100;
        assertThat(messages).as("messages until the deaf one is gone").isLessThan(50_000);
      }
      ann.sees("* Client 2 left").says("all here?");
      bob.until("Client 1: all here?");
      List<String> seen = deaf.rest();
      assertThat(seen.size()).isLessThan(messages);
      // The error is the last line, if the deaf one reads soon enough; else there is a reset.
      assertThat(seen.getLast()).containsAnyOf("error: send queue exceeded", "reset", "x");
    }
  }

  @Test
  void aMemberThatReadsTooSlowlyIsSentTheReason() throws Exception {
    try (Guests chat =
        Guests.of(new Chat(new MemoryTopics(), UNBOUNDED).server(), Engine.virtual())) {
      Guest ann = chat.guest();
      ann.line();
      Guest slow = chat.guest(4096);
      ann.sees("* Client 2 joined");
      Thread talking = Thread.startVirtualThread(() -> talkOn(ann, "y".repeat(1900)));
      ann.sees("* Client 2 left"); // and only now it reads
      assertThat(slow.rest()).endsWith("error: send queue exceeded");
      talking.interrupt();
      talking.join();
    }
  }

  private static void talkOn(Guest guest, String message) {
    try {
      for (int i = 0; i < 20_000 && !Thread.interrupted(); i++) {
        guest.says(message);
      }
    } catch (IOException e) {
      // The test has ended.
    }
  }

  @OnEngineForMany
  void historyForManyThatDoNotReadDelaysNoOther(Engine engine, @TempDir Path directory)
      throws Exception {
    try (var topics = SqliteTopics.open(directory, "chat");
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var stored = new ArrayList<Future<Long>>();
      for (int i = 0; i < 1000; i++) {
        stored.add(executor.submit(() -> topics.topic("#lobby").append("bob", "x".repeat(1900))));
      }
      for (Future<Long> one : stored) {
        one.get();
      }
    }
    try (Guests chat =
        Guests.of(new Chat(SqliteTopics.open(directory, "chat"), UNBOUNDED).server(), engine)) {
      for (int i = 0; i < 20; i++) {
        chat.guest(4096).says("/history 1000");
      }
      Guest ann = chat.guest();
      ann.says("/nick ann", "/foo").until(UNKNOWN);
      Guest bob = chat.guest();
      bob.says("/history 1000", "/foo");
      assertThat(bob.until(UNKNOWN)).hasSizeGreaterThanOrEqualTo(1 + 20 + 1000);
      ann.says("still here?");
      bob.until("ann: still here?");
    }
  }

  private static final String UNKNOWN = "error: unknown command /foo; /help lists the commands";

  @Test
  void oneAddressMakesSoManyRoomsAndNamesAndGetsSoMuchHistory() throws Exception {
    var bounds = new ChatSettings.PerAddress(3, 1, 120, 1);
    ChatSettings settings = ChatSettings.DEFAULT.withRate(1000, 1000).withPerAddress(bounds);
    try (Guests chat =
        Guests.of(new Chat(new MemoryTopics(), settings).server(), Engine.virtual())) {
      Guest ann = chat.guest();
      ann.line();
      for (int i = 0; i < 60; i++) {
        ann.says("hi");
      }
      ann.says("/history 60", "/history 60", "/history 60", "/topic all said");
      assertThat(ann.until("* Client 1 set the topic: all said"))
          .hasSize(121)
          .endsWith("error: slow down: too much history for your address");
      Guest bob = chat.guest();
      bob.until("Client 1: hi");
      String refusal = "error: slow down: too many new rooms and names from your address";
      ann.says("/nick a0", "/nick a1", "/nick a2", "/nick a3", "/nick a4", "/foo");
      assertThat(ann.until(UNKNOWN)).contains("* Client 1 is now a0", refusal);
      for (int i = 0; i < 20; i++) {
        bob.says("/join r" + i);
      }
      bob.says("/foo");
      assertThat(bob.until(UNKNOWN)).contains(refusal);
      bob.says("/join lobby", "/foo").until(UNKNOWN); // which is always there
    }
  }

  @OnEngineForMany
  void allSeeTheSameMessagesInTheSameOrder(Engine engine, @TempDir Path directory)
      throws Exception {
    int members = 8;
    int each = 50;
    try (Guests chat =
        Guests.of(new Chat(SqliteTopics.open(directory, "chat"), UNBOUNDED).server(), engine)) {
      Guest listener = chat.guest();
      listener.line();
      var guests = new ArrayList<Guest>();
      for (int i = 0; i < members; i++) {
        guests.add(chat.guest());
        listener.sees("* Client " + (i + 2) + " joined");
      }
      var threads = new ArrayList<Thread>();
      for (Guest guest : guests) {
        threads.add(Thread.startVirtualThread(() -> talkOn(guest, each)));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      var all = new ArrayList<String>();
      for (int i = 0; i < members * each; i++) {
        all.add(listener.line());
      }
      for (int i = 0; i < members; i++) {
        String own = "Client " + (i + 2) + ": ";
        List<String> expected = all.stream().filter(line -> !line.startsWith(own)).toList();
        var seen = new ArrayList<String>();
        while (seen.size() < expected.size()) {
          String line = guests.get(i).line();
          if (line.startsWith("Client ")) {
            seen.add(line);
          }
        }
        assertThat(seen).isEqualTo(expected);
      }
    }
  }

  private static void talkOn(Guest guest, int count) {
    try {
      for (int i = 0; i < count; i++) {
        guest.says("message " + i);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
