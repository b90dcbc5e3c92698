package dev.heddle.services.chat.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Engine;
import dev.heddle.Server;
import dev.heddle.ServerState;
import dev.heddle.fixtures.Eventually;
import dev.heddle.http.HttpTalk;
import dev.heddle.http.Reply;
import dev.heddle.services.Guest;
import dev.heddle.services.OnEngineForMany;
import dev.heddle.services.topics.Entry;
import dev.heddle.services.topics.MemoryTopics;
import dev.heddle.services.topics.SqliteTopics;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What page and server say to each other.
class ChatPageTest {
  private static final String WELCOME =
      "Welcome, Client 1. You are in #lobby with 0 others. /help lists the commands.";

  @OnEngineForMany
  void visitorsOfThePageTalkWithMembersOnTCP(Engine engine) throws Exception {
    try (Rooms rooms = Rooms.open(new MemoryTopics(), engine, 0);
        Guest ann = rooms.guest();
        var bob = new PageGuest(rooms)) {
      ann.line();
      ann.says("anybody here?", "/nick ann").sees("* Client 1 is now ann");
      bob.sends("enter", "bob", "lobby", "0", "");
      bob.sees("here|lobby|bob|2|ann|bob", "said|1|Client 1|anybody here?", "done");
      ann.sees("* bob joined");
      bob.sends("say", "hi").sees("mine|2|bob|hi", "done");
      ann.sees("bob: hi").says("hello");
      bob.sees("said|3|ann|hello");
      bob.sends("say", "/topic tea").sees("subject|bob|tea", "done");
      ann.sees("* bob set the topic: tea").says("/nick anna").sees("* ann is now anna");
      bob.sees("renamed|ann|anna");
      bob.sends("say", "/msg anna psst").sees("whisper|bob|anna|psst", "done");
      ann.sees("bob (to you): psst").says("/msg bob yes?");
      bob.sees("whisper|anna|bob|yes?");
      bob.sends("look").sees("rooms|lobby|2|3");
      bob.sends("say", "/foo");
      bob.sees("error|unknown command /foo; /help lists the commands", "done");
      ann.says("/quit");
      bob.sees("left|anna|left");
    }
  }

  @Test
  void aTakenNameIsReportedAndReplaced() throws Exception {
    try (Rooms rooms = Rooms.open(new MemoryTopics());
        var ann = PageGuest.entered(rooms, "ann");
        var other = new PageGuest(rooms)) {
      other.sends("enter", "ANN", "lobby", "0", "");
      other.sees("here|lobby|Client 1|2|ann|Client 1", "error|name taken: ann", "done");
      ann.sees("joined|Client 1");
    }
  }

  @Test
  void aMemberThatReconnectsTakesItsNameFromItsOwnDeadConnection() throws Exception {
    try (Rooms rooms = Rooms.open(new MemoryTopics());
        var bob = PageGuest.entered(rooms, "bob");
        var dead = new PageGuest(rooms);
        var thief = new PageGuest(rooms);
        var alive = new PageGuest(rooms)) {
      dead.sends("enter", "ann", "lobby", "0", "secret").until("done");
      thief.sends("enter", "ann", "lobby", "0", "guess").until("error|name taken: ann");
      alive.sends("enter", "Ann", "lobby", "0", "secret");
      alive.sees("here|lobby|Ann|3|bob|Client 1|Ann", "done");
      dead.sees("joined|Client 1", "end|you have reconnected from elsewhere", "closed|1008");
      bob.sees("joined|ann", "joined|Client 1", "left|ann|left", "joined|Ann");
      bob.sends("say", "/nick ann").sees("error|name taken: Ann", "done");
    }
  }

  @Test
  void aMemberThatReconnectsGetsAllMessagesSinceTheLastOneSeen() throws Exception {
    try (Rooms rooms = Rooms.open(new MemoryTopics());
        var ann = PageGuest.entered(rooms, "ann")) {
      for (int i = 1; i <= 40; i++) {
        ann.sends("say", "m" + i).sees("mine|" + i + "|ann|m" + i, "done");
      }
      try (var bob = new PageGuest(rooms)) {
        List<String> seen = bob.sends("enter", "bob", "lobby", "5", "").until("done");
        assertThat(seen).hasSize(1 + 20 + 36);
        assertThat(seen.subList(21, 57)).startsWith("said|5|ann|m5").endsWith("said|40|ann|m40");
        bob.sends("join", "garden", "0").sees("here|garden|bob|1|bob", "done");
        seen = bob.sends("join", "lobby", "40").until("done");
        assertThat(seen).hasSize(1 + 20 + 1).endsWith("said|40|ann|m40");
      }
    }
  }

  @Test
  void aRoomThatCannotBeIsRefusedAndTheMemberStays() throws Exception {
    try (Rooms rooms = Rooms.open(new MemoryTopics());
        var ann = PageGuest.entered(rooms, "ann")) {
      ann.sends("join", "a/b", "7");
      ann.sees("error|a room's name is 1 to 32 letters a-z, digits, _ or -", "done");
      ann.sends("say", "/part").sees("away|lobby", "done");
      ann.sends("say", "hi").sees("error|you are in no room; /join ROOM takes you to one", "done");
    }
  }

  @Test
  void nothingThatPeopleSayCanForgeAFrame() throws Exception {
    try (Rooms rooms = Rooms.open(new MemoryTopics());
        Guest guest = rooms.guest();
        var ann = PageGuest.entered(rooms, "ann")) {
      guest.line();
      guest.says("a\tb\u0007c<script>alert(1)</script>");
      ann.sees("said|1|Client 1|a bc<script>alert(1)</script>");
    }
  }

  @Test
  void aKickedMemberGetsTheReasonAndTheSocketIsClosed() throws Exception {
    try (Rooms rooms = Rooms.open(new MemoryTopics());
        Guest operator = rooms.guest();
        var ann = PageGuest.entered(rooms, "ann")) {
      operator.line();
      operator.says("/oper sesame", "/kick ann");
      ann.sees("end|kicked by Client 1", "closed|1008");
      try (var bob = PageGuest.entered(rooms, "bob")) {
        bob.sends("say", "/quit").sees("end|Goodbye.", "closed|1008");
      }
      operator.says("/ban 127.0.0.1");
      try (var again = new PageGuest(rooms)) {
        again.sends("enter", "ann", "lobby", "0", "").sees("end|you are banned", "closed|1008");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "look", // before having entered
        "enter|ann",
        "enter|ann|lobby|0",
        "enter|ann|lobby|x|",
        "enter|ann|lobby|-1|",
        "enter|ann|lobby|9999999999999999999|",
        "what",
      })
  void aRequestThatIsNoneEndsTheConnection(String frame) throws Exception {
    try (Rooms rooms = Rooms.open(new MemoryTopics());
        var guest = new PageGuest(rooms)) {
      guest.sends(frame.split("\\|", -1)).sees("closed|1008");
    }
  }

  @Test
  void aTokenOrNameThatWouldFillMemoryEndsTheConnection() throws Exception {
    String longest = "x".repeat(128);
    try (Rooms rooms = Rooms.open(new MemoryTopics())) {
      for (var words :
          List.of(
              List.of("ann", "lobby", "x".repeat(65_000)),
              List.of(longest + 'x', "lobby", ""),
              List.of("ann", longest + 'x', ""))) {
        try (var guest = new PageGuest(rooms)) {
          guest.sends("enter", words.get(0), words.get(1), "0", words.get(2)).sees("closed|1008");
        }
      }
      try (var guest = new PageGuest(rooms)) {
        guest.sends("enter", "ann", "lobby", "0", longest).until("done");
      }
    }
  }

  @Test
  void aDrainingServerSaysSoToAllPages(@TempDir Path folder) throws Exception {
    try (Rooms rooms = Rooms.open(SqliteTopics.open(folder, "chat"));
        var ann = PageGuest.entered(rooms, "ann")) {
      Thread chat = drain(rooms.tcp());
      ann.sees("notice|the server is closing");
      Thread page = drain(rooms.web());
      ann.sees("closed|1001");
      page.join();
      chat.join();
    }
  }

  @Test
  void whatVisitorsSayWhileTheChatDrainsIsStoredToo(@TempDir Path folder) throws Exception {
    try (Rooms rooms = Rooms.open(SqliteTopics.open(folder, "chat"));
        var ann = PageGuest.entered(rooms, "ann")) {
      Thread chat = drain(rooms.tcp());
      ann.sees("notice|the server is closing");
      Eventually.that("nobody is left on TCP", () -> rooms.tcp().state() == ServerState.CLOSED);
      ann.sends("say", "goodbye").sees("mine|1|ann|goodbye", "done");
      Thread page = drain(rooms.web());
      ann.sees("closed|1001");
      page.join();
      chat.join();
    }
    try (var topics = SqliteTopics.open(folder, "chat")) {
      assertThat(topics.topic("#lobby").last(5)).extracting(Entry::text).containsExactly("goodbye");
    }
  }

  @Test
  void aChatThatDrainsWaitsForVisitorsNoLongerThanItsPatience(@TempDir Path folder)
      throws Exception {
    try (Rooms rooms = Rooms.open(SqliteTopics.open(folder, "chat"));
        var ann = PageGuest.entered(rooms, "ann")) {
      rooms.tcp().drain(Duration.ofMillis(50));
      ann.sees("notice|the server is closing").sends("say", "hi");
      ann.sees("error|cannot store messages now", "done");
    }
  }

  private static Thread drain(Server server) {
    return Thread.startVirtualThread(() -> {
      try {
        server.drain(Duration.ofSeconds(20));
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    });
  }

  @OnEngineForMany
  void aBrowserThatNeverReadsIsCutOffAndNoOtherMissesAnything(Engine engine) throws Exception {
    try (Rooms rooms = Rooms.open(new MemoryTopics(), engine, 0);
        var deaf = new Socket();
        Guest ann = rooms.guest().says("/nick ann").sees(WELCOME, "* Client 1 is now ann");
        Guest bob = rooms.guest()) {
      ann.sees("* Client 2 joined");
      bob.line();
      deaf.setReceiveBufferSize(4096);
      deaf.connect(new InetSocketAddress("127.0.0.1", rooms.web().port()));
      enter(deaf, "deaf");
      bob.sees("* deaf joined");
      String message = "x".repeat(1900);
      int messages = 0;
      while (!bob.says("/who").line().endsWith(": ann, Client 2")) {
        for (int i = 0; i < 100; i++) {
          ann.says(message);
          bob.until("ann: " + message);
        }
        messages += 100;
        assertThat(messages).as("messages until the deaf one is gone").isLessThan(50_000);
      }
    }
  }

  private static void enter(Socket socket, String name) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(
        HttpTalk.request(
                "GET",
                "/chat/socket",
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")
            .getBytes(StandardCharsets.UTF_8));
    InputStream in = socket.getInputStream();
    assertThat(new String(in.readNBytes(12), StandardCharsets.UTF_8)).isEqualTo("HTTP/1.1 101");
    String frame = "enter\t" + name + "\tlobby\t0\t";
    out.write(new byte[] {(byte) 0x81, (byte) (0x80 | frame.length()), 0, 0, 0, 0});
    out.write(frame.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://evil.example", "http://127.0.0.1:1", "null"})
  void pagesOfOtherOriginsMayNotConnect(String origin) throws Exception {
    try (Rooms rooms = Rooms.open(new MemoryTopics());
        HttpTalk talk = HttpTalk.to(rooms.web())) {
      talk.get(
          "/chat/socket",
          "Upgrade: websocket",
          "Connection: Upgrade",
          "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
          "Origin: " + origin);
      assertThat(talk.reply().status()).isEqualTo(403);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/chat,              200, text/html; charset=utf-8",
    "/chat?x,            200, text/html; charset=utf-8",
    "/chat/,             308, text/plain; charset=utf-8",
    "/chat/chat.js,      200, text/javascript; charset=utf-8",
    "/chat/composer.js,  200, text/javascript; charset=utf-8",
    "/chat/door.js,      200, text/javascript; charset=utf-8",
    "/chat/log.js,       200, text/javascript; charset=utf-8",
    "/chat/link.js,      200, text/javascript; charset=utf-8",
    "/chat/side.js,      200, text/javascript; charset=utf-8",
    "/chat/timeline.js,  200, text/javascript; charset=utf-8",
    "/chat/view.js,      200, text/javascript; charset=utf-8",
    "/chat/words.js,     200, text/javascript; charset=utf-8",
    "/chat/chat.css,     200, text/css; charset=utf-8",
    "/chat/icon.svg,     200, image/svg+xml",
    "/chat/socket,       426, text/plain; charset=utf-8",
    "/chat/../chat.html, 404, text/plain; charset=utf-8",
    "/chat/chat.html,    404, text/plain; charset=utf-8",
  })
  void itsFilesAreThereAndNothingElse(String path, int status, String type) throws Exception {
    try (Rooms rooms = Rooms.open(new MemoryTopics());
        HttpTalk talk = HttpTalk.to(rooms.web())) {
      Reply reply = talk.get(path).reply();
      assertThat(reply.status()).isEqualTo(status);
      assertThat(reply.header("Content-Type")).isEqualTo(type);
      if (status == 200) {
        assertThat(reply.header("Content-Security-Policy"))
            .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
            .endsWith("frame-ancestors 'none'")
            .doesNotContain("unsafe");
        assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
      }
    }
  }
}
