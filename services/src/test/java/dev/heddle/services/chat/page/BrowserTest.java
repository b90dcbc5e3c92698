package dev.heddle.services.chat.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Engine;
import dev.heddle.http.Http;
import dev.heddle.http.HttpTalk;
import dev.heddle.http.files.StaticFiles;
import dev.heddle.services.Guest;
import dev.heddle.services.topics.MemoryTopics;
import dev.heddle.services.topics.SqliteTopics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/// The page, in real browsers.
class BrowserTest {
  private static Visitor ann;
  private static Visitor bob;

  @BeforeAll
  static void open() {
    ann = new Visitor();
    bob = new Visitor();
  }

  @AfterAll
  static void quit() {
    if (bob != null) {
      ann.close();
      bob.close();
    }
  }

  @BeforeEach
  void begin() {
    ann.forgetComplaints();
    bob.forgetComplaints();
    ann.resize(1100, 760);
    ann.prefersDark(false);
  }

  @AfterEach
  void leave() {
    ann.open("about:blank");
    bob.open("about:blank");
  }

  @Test
  void twoBrowsersAndAGuestOnTCPTalkInOneRoom() throws Exception {
    try (Rooms rooms = Rooms.open(new MemoryTopics());
        Guest carl = rooms.guest()) {
      carl.line();
      carl.says("/nick carl", "first!").sees("* Client 1 is now carl");
      ann.enter(rooms.url(), "ann");
      ann.sees("carl: first!");
      carl.sees("* ann joined");
      bob.enter(rooms.url(), "bob");
      bob.sees("carl: first!");
      carl.sees("* bob joined");
      bob.says("hi all");
      carl.sees("bob: hi all");
      ann.sees("carl: first!", "bob: hi all");
      ann.says("hello bob");
      carl.sees("ann: hello bob").says("<script>document.title = 'broken'</script>&amp;");
      String shown = "carl: <script>document.title = 'broken'</script>&amp;";
      bob.sees("carl: first!", "You: hi all", "ann: hello bob", shown);
      ann.sees("carl: first!", "bob: hi all", "You: hello bob", shown);
      assertThat(ann.all("#log script")).isEmpty();
      ann.shows("#people", "bob");
      ann.shows("#people-count", "3");
      carl.says("/quit");
      ann.shows("#log", "carl left");
      ann.shows("#people-count", "2");
      ann.says("/msg bob psst");
      ann.sees("You: psst");
      ann.shows("#title", "bob");
      bob.shows("#privates .badge", "1");
      bob.all("#privates button").getFirst().click();
      bob.sees("ann: psst");
      ann.says("/foo");
      ann.shows("#problem", "Unknown command /foo; /help lists the commands.");
      assertThat(ann.complaints()).isEmpty();
      assertThat(bob.complaints()).isEmpty();
    }
  }

  @Test
  void aPageNeedsNoMouse() throws Exception {
    try (Rooms rooms = Rooms.open(new MemoryTopics());
        Guest carl = rooms.guest()) {
      carl.line();
      ann.visit(rooms.url());
      ann.presses("no good", Keys.ENTER);
      ann.shows("#name-problem", "A name is 1 to 32 letters");
      ann.presses(Keys.chord(Keys.CONTROL, "a"), "ann", Keys.ENTER);
      ann.shows("#me", "ann");
      assertThat(ann.focused().getAttribute("id")).isEqualTo("line");
      ann.presses("hi", Keys.ENTER);
      carl.sees("* ann joined", "ann: hi");
      ann.script("document.querySelector('.skip').focus()");
      ann.presses(Keys.TAB, Keys.TAB);
      assertThat(ann.focused().getAttribute("id")).isEqualTo("join-name");
      ann.presses("#garden", Keys.ENTER);
      ann.shows("#title", "#garden");
      carl.sees("* ann left");
      ann.shows("#rooms .present", "1"); // carl is alone there
      assertThat(ann.focused().getAttribute("id")).isEqualTo("line");
      ann.script("document.querySelector('.skip').focus()");
      ann.presses(Keys.TAB);
      assertThat(ann.focused().getAttribute("aria-label")).isEqualTo("#lobby, 1 person");
      ann.presses(Keys.ENTER);
      ann.shows("#title", "#lobby");
      ann.sees("You: hi");
      ann.script("document.querySelector('#people button:not([aria-label*=you])').focus()");
      ann.presses(Keys.SPACE);
      ann.shows("#title", "Client 1");
      ann.presses("psst", Keys.ENTER);
      carl.sees("* ann joined", "ann (to you): psst");
    }
  }

  @Test
  void itFitsAPhoneAndTheDark() throws Exception {
    try (Rooms rooms = Rooms.open(new MemoryTopics());
        Guest carl = rooms.guest()) {
      carl.line();
      carl.says("wide ".repeat(60), "x".repeat(300), "http://example.org/" + "y".repeat(200));
      ann.resize(360, 740);
      ann.prefersDark(true);
      ann.enter(rooms.url(), "a-name-that-is-as-long-as-can-be");
      ann.until("three messages", () -> ann.messages().size() == 3);
      ann.says("me too");
      ann.until("four messages", () -> ann.messages().size() == 4);
      assertThat(ann.script("return innerWidth")).isEqualTo(360L);
      assertThat((Long) ann.script("return document.documentElement.scrollWidth")).isEqualTo(360);
      assertThat((Long) ann.script("return document.querySelector('#scroll').scrollWidth"))
          .isLessThanOrEqualTo(360);
      assertThat(ann.script("return getComputedStyle(document.body).backgroundColor"))
          .isEqualTo("rgb(15, 20, 25)");
      ann.picture("phone");
      assertThat(ann.all("#rooms button").getFirst().isDisplayed()).isFalse();
      ann.all("#side-open").getFirst().click();
      ann.until("the rooms", () -> ann.all("#rooms button").getFirst().isDisplayed());
      assertThat(ann.focused().getAttribute("id")).isEqualTo("side-close");
      assertThat(ann.script("return document.querySelector('main').inert")).isEqualTo(true);
      ann.presses(Keys.ESCAPE);
      assertThat(ann.focused().getAttribute("id")).isEqualTo("side-open");
      ann.presses(Keys.ENTER);
      ann.until("the side is open", () -> ann.all("#people button").getLast().isDisplayed());
      ann.all("#people button").getLast().click();
      ann.shows("#title", "Client 1");
      assertThat(ann.focused().getAttribute("id")).isEqualTo("line");
    }
  }

  @Test
  void newMessagesDoNotScrollAPageThatWasScrolledUp() throws Exception {
    try (Rooms rooms = Rooms.open(new MemoryTopics());
        Guest carl = rooms.guest()) {
      carl.line();
      for (int i = 1; i <= 60; i++) {
        carl.says("message " + i);
      }
      carl.says("/history 1").sees("Client 1: message 60");
      ann.enter(rooms.url(), "ann");
      ann.until("the latest", () -> ann.messages().size() == 20);
      assertThat(ann.script(SCROLLED_UP)).isEqualTo(false);
      ann.all("#earlier").getFirst().click();
      ann.until("all", () -> ann.messages().size() == 60);
      assertThat(ann.messages()).startsWith("Client 1: message 1").doesNotHaveDuplicates();
      ann.script("document.querySelector('#scroll').scrollTop = 0");
      carl.sees("* ann joined").says("news");
      ann.shows("#newer", "1 new message");
      assertThat(ann.script("return document.querySelector('#scroll').scrollTop")).isEqualTo(0L);
      ann.all("#newer").getFirst().click();
      assertThat(ann.script(SCROLLED_UP)).isEqualTo(false);
      assertThat(ann.all("#newer").getFirst().isDisplayed()).isFalse();
      carl.says("more");
      ann.until("more", () -> ann.messages().getLast().equals("Client 1: more"));
      assertThat(ann.script(SCROLLED_UP)).isEqualTo(false);
    }
  }

  private static final String SCROLLED_UP =
      "const s = document.querySelector('#scroll'); return s.scrollHeight - s.scrollTop -"
          + " s.clientHeight > 48";

  @Test
  void afterARestartOfTheServerNothingIsMissingAndNothingThereTwice(@TempDir Path folder)
      throws Exception {
    int port;
    try (Rooms rooms = Rooms.open(SqliteTopics.open(folder, "chat"))) {
      port = rooms.web().port();
      ann.enter(rooms.url(), "ann");
      bob.enter(rooms.url(), "bob");
      ann.says("before");
      bob.sees("ann: before");
    }
    ann.shows("#state", "Reconnecting");
    bob.shows("#state", "Reconnecting");
    ann.says("in between");
    ann.shows("#log .pending", "waiting for the connection");
    try (Rooms rooms = Rooms.open(SqliteTopics.open(folder, "chat"), Engine.virtual(), 0);
        Guest carl = rooms.guest()) {
      carl.line(); // and nobody at the page's old port yet
      for (int i = 1; i <= 30; i++) {
        carl.says("missed " + i);
      }
      carl.says("/history 1").until("Client 1: missed 30");
    }
    try (Rooms rooms = Rooms.open(SqliteTopics.open(folder, "chat"), Engine.virtual(), port)) {
      ann.script("dispatchEvent(new Event('online'))");
      bob.script("dispatchEvent(new Event('online'))");
      ann.until("all", () -> ann.messages().size() == 32);
      bob.until("all", () -> bob.messages().size() == 32);
      assertThat(bob.messages()).doesNotHaveDuplicates();
      assertThat(bob.messages()).startsWith("ann: before", "Client 1: missed 1");
      assertThat(bob.messages()).endsWith("Client 1: missed 30", "ann: in between");
      assertThat(ann.messages()).endsWith("Client 1: missed 30", "You: in between");
      ann.shows("#me", "ann");
      bob.says("after");
      ann.until("after", () -> ann.messages().getLast().equals("bob: after"));
      assertThat(ann.text("#state")).isEmpty();
    }
  }

  @Test
  void aServerThatHasForgottenEverythingIsSaidTo() throws Exception {
    int port;
    try (Rooms rooms = Rooms.open(new MemoryTopics())) {
      port = rooms.web().port();
      ann.enter(rooms.url(), "ann");
      ann.says("before");
      ann.sees("You: before");
    }
    ann.shows("#state", "Reconnecting");
    try (Rooms rooms = Rooms.open(new MemoryTopics(), Engine.virtual(), port)) {
      ann.script("dispatchEvent(new Event('online'))");
      ann.shows("#log", "The server no longer has what was said before.");
      ann.says("after");
      ann.sees("You: before", "You: after");
    }
  }

  @Test
  void aKickedMemberStaysOutUntilItAsksToReturn() throws Exception {
    try (Rooms rooms = Rooms.open(new MemoryTopics());
        Guest operator = rooms.guest()) {
      operator.line();
      ann.enter(rooms.url(), "ann");
      operator.says("/oper sesame", "/kick ann");
      ann.shows("#state", "Kicked by Client 1.");
      operator.sees("* ann joined", "You are an operator.", "* ann was kicked by Client 1");
      ann.all("#state button").getFirst().click();
      operator.sees("* ann joined");
      ann.until("is back", () -> ann.text("#state").isEmpty());
    }
  }

  @Test
  void aNameThatIsTakenIsAskedForAgain() throws Exception {
    try (Rooms rooms = Rooms.open(new MemoryTopics());
        Guest carl = rooms.guest()) {
      carl.line();
      carl.says("/nick ann").sees("* Client 1 is now ann");
      ann.visit(rooms.url());
      ann.presses("ann", Keys.ENTER);
      ann.shows("#name-problem", "Name taken: ann.");
      ann.presses(Keys.chord(Keys.CONTROL, "a"), "anna", Keys.ENTER);
      ann.shows("#me", "anna");
      carl.sees("* Client 2 joined", "* Client 2 is now anna");
    }
  }

  @Test
  void pagesOfAnotherOriginGetNoConnection(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("index.html"), "<!doctype html><title>elsewhere</title>");
    try (Rooms rooms = Rooms.open(new MemoryTopics());
        HttpTalk other =
            HttpTalk.with(new Http(new StaticFiles(folder, false)), Engine.virtual())) {
      ann.open("http://127.0.0.1:" + other.server.port() + "/");
      ann.script(
          "const s = new WebSocket('"
              + rooms.url().replace("http", "ws")
              + "/socket'); s.onopen = () => document.title = 'open'; s.onclose = () =>"
              + " document.title = 'refused'");
      ann.until("an end", () -> !ann.script("return document.title").equals("elsewhere"));
      assertThat(ann.script("return document.title")).isEqualTo("refused");
      assertThat(ann.complaints()).anyMatch(line -> line.contains("403"));
    }
  }

  /// The picture in the README: CONTRIBUTING tells how to make it anew.
  @Test
  void severalPeopleTalk() throws Exception {
    try (Rooms rooms = Rooms.open(new MemoryTopics());
        Guest carl = rooms.guest();
        Guest dora = rooms.guest();
        Guest emil = rooms.guest()) {
      carl.line();
      dora.line();
      emil.line();
      carl.says("/nick carl", "/topic Looms, and what they weave");
      emil.says("/nick emil", "/join garden", "Is anybody here?", "/history 1");
      emil.until("emil: Is anybody here?");
      carl.says("Good morning! Has anybody tried the blue pattern?", "/history 1");
      carl.until("carl: Good morning! Has anybody tried the blue pattern?");
      dora.says("/nick dora", "Yes, yesterday. The warp kept slipping, but in the end it held.");
      dora.says("Here it is: https://example.org/looms/blue", "/history 1");
      dora.until("dora: Here it is: https://example.org/looms/blue");
      ann.resize(860, 560);
      ann.enter(rooms.url(), "ann");
      ann.says("Oh, it is lovely");
      ann.until("own message", () -> ann.messages().contains("You: Oh, it is lovely"));
      ann.says("Which yarn did you take?");
      ann.until("own messages", () -> ann.messages().contains("You: Which yarn did you take?"));
      dora.says("Linen.", "/msg ann I have some left, if you want it");
      ann.shows("#topic", "Looms");
      ann.shows("#privates .badge", "1");
      ann.shows("#rooms", "garden");
      assertThat(ann.all("#log a").getFirst().getAttribute("href"))
          .isEqualTo("https://example.org/looms/blue");
      assertThat(List.copyOf(ann.messages())).hasSize(6);
      ann.picture("chat");
    }
  }
}
