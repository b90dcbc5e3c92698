package dev.heddle.services.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Engine;
import dev.heddle.http.GuessLimit;
import dev.heddle.services.Guest;
import dev.heddle.services.Guests;
import dev.heddle.services.OnEngineForMany;
import dev.heddle.services.lines.Operators;
import dev.heddle.services.topics.MemoryTopics;
import dev.heddle.services.topics.SqliteTopics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatTest {
  private final AtomicLong nanos = new AtomicLong();
  private final Operators operators =
      Operators.withPassword("sesame", new GuessLimit("operator password", nanos::get));
  private final ChatSettings settings =
      ChatSettings.DEFAULT.withOperators(operators).withRate(1000, 1000);

  private Guests chat(Engine engine) throws IOException {
    return Guests.of(new Chat(new MemoryTopics(), settings).server(), engine);
  }

  private static String welcome(int number, String company) {
    return "Welcome, Client "
        + number
        + ". You are in #lobby with "
        + company
        + ". /help lists the commands.";
  }

  @OnEngineForMany
  void peopleTalk(Engine engine) throws Exception {
    try (Guests chat = chat(engine)) {
      Guest ann = chat.guest().sees(welcome(1, "0 others"));
      ann.says("anybody here?");
      ann.says("/nick ann").sees("* Client 1 is now ann");
      Guest bob = chat.guest().sees(welcome(2, "1 other"), "Client 1: anybody here?");
      ann.sees("* Client 2 joined");
      bob.says("hi", "/nick bob").sees("* Client 2 is now bob");
      ann.sees("Client 2: hi", "* Client 2 is now bob");
      ann.says("hello Bob");
      bob.sees("ann: hello Bob");
      bob.says("/who").sees("In #lobby: ann, bob");
      Guest carl = chat.guest();
      carl.sees(
          welcome(3, "2 others"), "Client 1: anybody here?", "Client 2: hi", "ann: hello Bob");
      carl.says("/nick carl").sees("* Client 3 is now carl");
      carl.says("/join garden").sees("You are in #garden with 0 others.");
      ann.sees("* Client 3 joined", "* Client 3 is now carl", "* carl left");
      carl.says("/topic roses").sees("* carl set the topic: roses");
      ann.says("/rooms").sees("Rooms: #garden (1), #lobby (2)");
      ann.says("/join #Garden").sees("You are in #garden with 1 other.", "* the topic is: roses");
      carl.sees("* ann joined");
      ann.says("nice");
      carl.sees("ann: nice");
      ann.says("/msg carl see you")
          .says("/msg nobody hi")
          .sees("error: nobody here is called nobody");
      carl.sees("ann (to you): see you");
      ann.says("/part").sees("You have left #garden. /join ROOM takes you to another.");
      carl.sees("* ann left");
      ann.says("hm").sees("error: you are in no room; /join ROOM takes you to one");
      ann.says("/quit").seesLast("Goodbye.");
      carl.says("/history 5").sees("ann: nice");
      bob.sees("* Client 3 joined", "* Client 3 is now carl", "* carl left", "* ann left");
      assertThat(bob.ends().rest()).isEmpty();
      carl.says("/join lobby").sees("You are in #lobby with 0 others.");
    }
  }

  @OnEngineForMany
  void aRoomLastsOverARestart(Engine engine, @TempDir Path directory) throws Exception {
    try (Guests chat =
        Guests.of(new Chat(SqliteTopics.open(directory, "chat"), settings).server(), engine)) {
      Guest ann = chat.guest().sees(welcome(1, "0 others"));
      ann.says("/nick ann", "/topic tea", "one", "two", "/who");
      ann.sees("* Client 1 is now ann", "* ann set the topic: tea", "In #lobby: ann");
      assertThat(chat.server().drain(Duration.ofSeconds(10))).isTrue();
      ann.seesLast("* the server is closing");
    }
    try (Guests chat =
        Guests.of(new Chat(SqliteTopics.open(directory, "chat"), settings).server(), engine)) {
      chat.guest().sees(welcome(1, "0 others"), "* the topic is: tea", "ann: one", "ann: two");
    }
  }

  @Test
  void joiningShowsTheLastTwentyMessagesAndHistoryMore() throws Exception {
    try (Guests chat = chat(Engine.virtual())) {
      Guest ann = chat.guest().sees(welcome(1, "0 others"));
      for (int i = 1; i <= 30; i++) {
        ann.says("message " + i);
      }
      ann.says("/who").sees("In #lobby: Client 1");
      Guest bob = chat.guest().sees(welcome(2, "1 other"));
      for (int i = 11; i <= 30; i++) {
        bob.sees("Client 1: message " + i);
      }
      bob.says("/history 25");
      for (int i = 6; i <= 30; i++) {
        bob.sees("Client 1: message " + i);
      }
      bob.says("/history", "/history 0", "/history 1001", "/history x");
      String refusal = "error: write /history N, N from 1 to 1000";
      bob.sees(refusal, refusal, refusal, refusal);
    }
  }

  @Test
  void aNameIsAsciiAndUniqueInAnyCase() throws Exception {
    try (Guests chat = chat(Engine.virtual())) {
      Guest ann = chat.guest().sees(welcome(1, "0 others"));
      ann.says("/nick ann").sees("* Client 1 is now ann");
      Guest bob = chat.guest().sees(welcome(2, "1 other"));
      bob.says("/nick Ann").sees("error: name taken: ann");
      String rule = "error: a name is 1 to 32 letters a-z, digits, _ or -";
      bob.says("/nick аnn").sees(rule); // with a Cyrillic а
      bob.says("/nick", "/nick a b", "/nick " + "x".repeat(33)).sees(rule, rule, rule);
      ann.sees("* Client 2 joined");
      ann.says("/nick ANN").sees("* ann is now ANN");
    }
  }

  @Test
  void noMemberCanWriteEscapeCodesIntoAnothersTerminal() throws Exception {
    try (Guests chat = chat(Engine.virtual())) {
      Guest ann = chat.guest().sees(welcome(1, "0 others"));
      Guest bob = chat.guest().sees(welcome(2, "1 other"));
      ann.sees("* Client 2 joined");
      ann.says("\u001B[31mred\u001B[0m\u0007 \u202Etxet", "\u001B\u0008", "/msg Client 2 \u009Bx");
      bob.sees("Client 1: [31mred[0m txet", "Client 1 (to you): x");
    }
  }

  @Test
  void whatCannotBeIsRefusedWithAReason() throws Exception {
    try (Guests chat = chat(Engine.virtual())) {
      Guest ann = chat.guest().sees(welcome(1, "0 others"));
      ann.says("/foo").sees("error: unknown command /foo; /help lists the commands");
      ann.says("/" + "x".repeat(50))
          .sees("error: unknown command /" + "x".repeat(39) + "; /help lists the commands");
      ann.says("x".repeat(2001)).sees("error: message longer than 2000 characters");
      ann.says("😀".repeat(2000), "/join a/b")
          .sees("error: a room's name is 1 to 32 letters a-z, digits, _ or -");
      ann.sends(new byte[] {(byte) 0xff, '\n'}).sees("error: not UTF-8");
      ann.says("/kick ann").sees("error: only for operators; /oper PASSWORD makes you one");
      ann.says("/msg", "/msg Client 1")
          .sees("error: write /msg NAME TEXT", "error: write /msg NAME TEXT");
      ann.says("/help");
      assertThat(ann.line()).startsWith("/nick NAME ");
      ann.until("/bans                   operators: list the bans");
      ann.sends("y".repeat(65_537).getBytes(StandardCharsets.UTF_8)).sends(new byte[] {'\n'});
      ann.seesLast("error: line longer than 65536 bytes");
    }
  }

  @Test
  void aMemberThatSendsTooMuchIsSlowedDownUnseenByOthers() throws Exception {
    var settings = ChatSettings.DEFAULT.withRate(10, 1);
    try (Guests chat =
        Guests.of(new Chat(new MemoryTopics(), settings).server(), Engine.virtual())) {
      Guest bob = chat.guest().sees(welcome(1, "0 others"));
      Guest ann = chat.guest().sees(welcome(2, "1 other"));
      bob.sees("* Client 2 joined");
      var lines = new String[10_000];
      for (int i = 0; i < lines.length; i++) {
        lines[i] = "flood " + i;
      }
      Thread.startVirtualThread(() -> {
        try {
          ann.says(lines);
          ann.ends();
        } catch (IOException e) {
          throw new AssertionError(e);
        }
      });
      assertThat(ann.rest()).hasSizeBetween(9000, 9990).containsOnly("error: slow down");
      List<String> seen = bob.until("* Client 2 left");
      assertThat(seen).hasSizeBetween(10, 1000);
      for (int i = 0; i < 10; i++) {
        assertThat(seen.get(i)).isEqualTo("Client 2: flood " + i);
      }
    }
  }

  @Test
  void operatorsSilenceThrowOutAndKeepOut() throws Exception {
    try (Guests chat = chat(Engine.virtual())) {
      Guest ann = chat.guest().sees(welcome(1, "0 others"));
      ann.says("/nick ann").sees("* Client 1 is now ann");
      ann.says("/oper sesame").sees("You are an operator.");
      Guest bob = chat.guest().sees(welcome(2, "1 other"));
      ann.sees("* Client 2 joined");
      ann.says("/mute Client 2").sees("* Client 2 was muted by ann");
      bob.sees("* Client 2 was muted by ann");
      bob.says("hi", "/msg ann hi").sees("error: you are muted", "error: you are muted");
      ann.says("/mute client 2").sees("* Client 2 may speak again, says ann");
      bob.sees("* Client 2 may speak again, says ann");
      bob.says("/nick bob").sees("* Client 2 is now bob");
      ann.sees("* Client 2 is now bob");
      ann.says("/kick bob").sees("* bob was kicked by ann");
      bob.seesLast("error: kicked by ann");
      Guest again = chat.guest().sees(welcome(3, "1 other"));
      again.says("/nick bob").sees("* Client 3 is now bob");
      ann.says("/ban Bob").sees("* Client 3 joined", "* Client 3 is now bob");
      ann.sees("* bob is banned", "* bob was banned by ann");
      again.seesLast("error: banned by ann");
      Guest third = chat.guest().sees(welcome(4, "1 other"));
      third.says("/nick bob").sees("error: name banned: bob");
      ann.says("/unban BOB").sees("* Client 4 joined", "* bob is no longer banned");
      ann.says("/ban 127.0.0.1").sees("* 127.0.0.1 is banned", "* Client 4 was banned by ann");
      third.seesLast("error: banned by ann");
      chat.guest().seesLast("error: you are banned");
      ann.says("/unban 127.0.0.1").sees("* 127.0.0.1 is no longer banned");
      chat.guest().sees(welcome(5, "1 other"));
    }
  }

  @Test
  void bansAreListedAndWhatCannotBeBannedIsRefused() throws Exception {
    try (Guests chat = chat(Engine.virtual())) {
      Guest ann = chat.guest().sees(welcome(1, "0 others"));
      ann.says("/bans").sees("error: only for operators; /oper PASSWORD makes you one");
      ann.says("/oper sesame", "/bans").sees("You are an operator.", "Nobody is banned.");
      ann.says("/ban 2001:DB8:0:1:0:0:0:99").sees("* 2001:db8:0:1::/64 is banned");
      ann.says("/ban 2001:db8:0:1::1").sees("error: 2001:db8:0:1::/64 is banned already");
      ann.says("/ban ::ffff:192.0.2.1", "/ban eve").sees("* 192.0.2.1 is banned");
      ann.sees("* eve is banned").says("/ban").sees("error: write /ban NAME or ADDRESS");
      ann.says("/ban 10.0.0.300").sees("error: not an IP address: 10.0.0.300");
      ann.says("/ban 127.1").sees("error: not an IP address: 127.1");
      ann.says("/ban a b").sees("error: nobody here is called a b");
      ann.says("/bans").sees("Banned: 2001:db8:0:1::/64, 192.0.2.1, eve");
      ann.says("/unban 2001:db8:0:1::/64").sees("* 2001:db8:0:1::/64 is no longer banned");
      ann.says("/unban bob").sees("error: bob is not banned");
      ann.says("/bans").sees("Banned: 192.0.2.1, eve");
    }
  }

  @Test
  void bansOutliveTheServer(@TempDir Path directory) throws Exception {
    try (Guests chat = stored(directory)) {
      Guest ann = chat.guest().sees(welcome(1, "0 others")).says("/oper sesame");
      ann.sees("You are an operator.").says("/ban eve", "/ban bob", "/unban bob");
      ann.sees("* eve is banned", "* bob is banned", "* bob is no longer banned");
      ann.says("/ban ::1", "/ban 127.0.0.1").sees("* ::/64 is banned", "* 127.0.0.1 is banned");
      ann.says("/who").sees("In #lobby: Client 1"); // all of it is stored by now
    }
    try (Guests chat = stored(directory)) {
      chat.guest().seesLast("error: you are banned");
    }
    try (var topics = SqliteTopics.open(directory, "chat")) {
      topics.topic("!bans").append("root", "unban 127.0.0.1");
      topics.topic("!bans").append("root", "ban 127.1"); // nonsense keeps nobody from starting
    }
    try (Guests chat = stored(directory)) {
      Guest ann = chat.guest().sees(welcome(1, "0 others")).says("/nick eve");
      ann.sees("error: name banned: eve").says("/oper sesame", "/bans");
      ann.sees("You are an operator.", "Banned: eve, ::/64");
    }
  }

  private Guests stored(Path directory) throws IOException {
    return Guests.of(
        new Chat(SqliteTopics.open(directory, "chat"), settings).server(), Engine.virtual());
  }

  @Test
  void aWrongPasswordCostsTimeOnEveryConnectionAndTheThirdOneTheConnection() throws Exception {
    try (Guests chat = chat(Engine.virtual())) {
      Guest ann = chat.guest().sees(welcome(1, "0 others"));
      ann.says("/oper a", "/oper sesame", "/oper b");
      ann.sees("error: wrong password", "error: not checked: try again in 2 s");
      ann.sees("error: not checked: try again in 2 s");
      Guest bob = chat.guest().sees(welcome(2, "1 other"));
      bob.says("/oper sesame").sees("error: not checked: try again in 2 s");
      ann.sees("* Client 2 joined");
      nanos.addAndGet(Duration.ofSeconds(2).toNanos());
      ann.says("/oper c", "/oper c").sees("error: wrong password");
      ann.sees("error: not checked: try again in 4 s");
      nanos.addAndGet(Duration.ofSeconds(4).toNanos());
      ann.says("/oper d").seesLast("error: too many wrong passwords");
      nanos.addAndGet(Duration.ofSeconds(8).toNanos());
      bob.sees("* Client 1 left").says("/oper sesame").sees("You are an operator.");
    }
  }

  @Test
  void anEngineForOneClientIsRefusedAtTheStart() {
    assertThatThrownBy(() -> chat(Engine.blocking()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("needs at least 2 concurrent clients; the blocking engine allows 1");
  }
}
