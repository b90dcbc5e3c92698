package dev.heddle.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Engine;
import dev.heddle.fixtures.Eventually;
import dev.heddle.services.Guest;
import dev.heddle.services.Guests;
import dev.heddle.services.chat.Chat;
import dev.heddle.services.chat.ChatSettings;
import dev.heddle.services.chat.page.PageGuest;
import dev.heddle.services.chat.page.Rooms;
import dev.heddle.services.lines.Operators;
import dev.heddle.services.topics.Keep;
import java.io.IOException;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A chat on several nodes is one chat.
class ClusterChatTest {
  private static final ChatSettings SETTINGS =
      ChatSettings.DEFAULT.withRate(1000, 1000).withOperators(Operators.withPassword("secret"));

  private static final Pattern JOINED = Pattern.compile("\\* (.*) joined");
  private static final Pattern RENAMED = Pattern.compile("\\* (.*) is now (.*)");

  @RegisterExtension private static final Nodes NODES = new Nodes();

  /// This test's chat, on one node.
  private Chat chat(NatsCluster cluster) throws IOException {
    String service = NODES.service();
    return new Chat(cluster.topics(service, Keep.ALL), cluster.company(service), SETTINGS);
  }

  private Guests node(NatsCluster cluster) throws IOException {
    return NODES.serving(chat(cluster).server());
  }

  private Guests node() throws IOException {
    return node(NODES.connected());
  }

  /// A member of that name, whom all members of the node's lobby have seen arrive.
  private static Guest member(Guests node, String name) throws IOException {
    return named(node.guest(), name);
  }

  private Guest member(Rooms node, String name) throws IOException {
    return named(NODES.closing(node.guest()), name);
  }

  private static Guest named(Guest guest, String name) throws IOException {
    guest.says("/nick " + name).until("* " + nameOf(guest.line()) + " is now " + name);
    return guest;
  }

  private static String nameOf(String welcome) {
    return welcome.substring("Welcome, ".length(), welcome.indexOf('.'));
  }

  /// Skips lines until a member of another node has come. If it takes its name soon after it has
  /// entered, its node may show it under that one only.
  private static void arrives(Guest guest, String name) throws IOException {
    for (String line;
        !(line = guest.line()).endsWith(" is now " + name)
            && !line.equals("* " + name + " joined"); ) {
      assertThat(line).as("no more lines").isNotNull();
    }
  }

  @Test
  void membersOnTwoNodesTalkToEachOther() throws Exception {
    Guest ann = member(node(), "ann");
    Guest bob = member(node(), "bob");
    arrives(ann, "bob");
    bob.says("hi ann");
    ann.sees("bob: hi ann").says("hi bob");
    bob.sees("ann: hi bob").says("/who").sees("In #lobby: bob, ann");
    ann.says("/rooms").sees("Rooms: #lobby (2)");
    bob.says("/join attic").sees("You are in #attic with 0 others.");
    ann.sees("* bob left").says("/rooms").sees("Rooms: #attic (1), #lobby (1)");
    bob.says("/join lobby").sees("You are in #lobby with 1 other.");
    ann.sees("* bob joined");
    bob.until("ann: hi bob");
    assertThat(NODES.connected().nodes())
        .filteredOn(node -> node.service().equals(NODES.service()))
        .hasSize(2)
        .allSatisfy(node -> assertThat(node.held()).isOne());
    bob.says("/quit").seesLast("Goodbye.");
    ann.sees("* bob left");
  }

  @Test
  void aNameIsOneMembersOnAllNodes() throws Exception {
    Guests first = node();
    Guests second = node();
    Guest ann = member(first, "ann");
    Guest bob = member(second, "bob");
    bob.says("/nick Ann").sees("error: name taken: ann");
    arrives(ann, "bob");
    ann.says("/nick bea").sees("* ann is now bea");
    bob.sees("* ann is now bea");
    Eventually.that("the old name is free", () -> isRenamed(bob, "bob", "ann"));
    ann.sees("* bob is now ann");
  }

  @Test
  void aMemberThatIsRenamedAtOnceIsShownOnceOnOtherNodes() throws Exception {
    Guest ann = member(node(), "ann");
    Guests second = node();
    int count = 30;
    for (int i = 0; i < count; i++) {
      second.guest().says("/nick bob" + i);
    }
    var seen = new TreeSet<String>();
    while (!seen.equals(bobs(count))) {
      String line = ann.line();
      Matcher joined = JOINED.matcher(line);
      Matcher renamed = RENAMED.matcher(line);
      if (joined.matches()) {
        assertThat(seen.add(joined.group(1))).as(line).isTrue();
      } else {
        assertThat(renamed.matches()).as(line).isTrue();
        assertThat(seen.remove(renamed.group(1))).as(line).isTrue();
        assertThat(seen.add(renamed.group(2))).as(line).isTrue();
      }
    }
    Guest last = second.guest();
    last.says("that is all");
    String line = ann.line();
    while (!line.endsWith(": that is all")) {
      assertThat(line).matches("\\* Client \\d+ joined");
      line = ann.line();
    }
  }

  private static TreeSet<String> bobs(int count) {
    var names = new TreeSet<String>();
    for (int i = 0; i < count; i++) {
      names.add("bob" + i);
    }
    return names;
  }

  private static boolean isRenamed(Guest guest, String from, String to) {
    try {
      return guest.says("/nick " + to).line().equals("* " + from + " is now " + to);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void privateMessagesAndOperatorsReachOtherNodes() throws Exception {
    Guests second = node();
    Guest ann = member(node(), "ann");
    Guest bob = member(second, "bob");
    arrives(ann, "bob");
    ann.says("/msg bob pssst");
    bob.sees("ann (to you): pssst").says("/msg ann yes?");
    ann.sees("bob (to you): yes?").says("/topic knitting").sees("* ann set the topic: knitting");
    bob.sees("* ann set the topic: knitting");
    ann.says("/oper secret").sees("You are an operator.").says("/mute bob");
    ann.sees("* bob was muted by ann");
    bob.sees("* bob was muted by ann").says("hm").sees("error: you are muted");
    ann.says("/mute bob").sees("* bob may speak again, says ann");
    bob.sees("* bob may speak again, says ann");
    ann.says("/ban bob").sees("* bob is banned", "* bob left");
    bob.seesLast("error: banned by ann");
    Guest eve = second.guest();
    String welcome = eve.line();
    eve.says("/nick bob").until("error: name banned: bob");
    assertThat(welcome).contains("You are in #lobby with 1 other.");
    ann.until("* " + nameOf(welcome) + " joined");
    ann.says("/kick " + nameOf(welcome)).sees("* " + nameOf(welcome) + " left");
    assertThat(eve.rest()).endsWith("error: kicked by ann");
  }

  @Test
  void aMemberThatDoesNotReadDelaysNobodyOnItsOwnNodeOrAnother() throws Exception {
    Guests first = node();
    Guests second = node();
    Guest ann = member(first, "ann");
    named(second.guest(4096), "deaf"); // and reads no further
    Guest bob = member(first, "bob");
    Guest cy = member(second, "cy");
    arrives(ann, "cy");
    String text = "x".repeat(1900);
    boolean isGone = false;
    for (int said = 0; !isGone; said++) {
      assertThat(said).as("messages until the deaf one is gone").isLessThan(50_000);
      ann.says(said + text);
      if (said % 50 == 49) {
        String last = "ann: " + said + text;
        bob.until(last);
        isGone = cy.until(last).contains("* deaf left");
      }
    }
    ann.until("* deaf left");
  }

  @Test
  void membersOfADeadNodeHaveLeft() throws Exception {
    Guest ann = member(node(), "ann");
    NatsCluster dead = NODES.connected();
    Guests node = node(dead);
    member(node, "bob");
    arrives(ann, "bob");
    dead.close(); // not the chat: it is cut off
    ann.sees("* bob left").says("/who").sees("In #lobby: ann").says("/nick bob");
    ann.sees("* ann is now bob");
  }

  @Test
  void aPageReconnectsToAnotherNodeWithoutGapOrDouble() throws Exception {
    try (Rooms first = page();
        Rooms second = page();
        var ann = new PageGuest(first);
        var again = new PageGuest(second)) {
      ann.sends("enter", "ann", "lobby", "0", "token").until("done");
      Guest bob = member(second, "bob");
      bob.says("one");
      ann.until("said|1|bob|one");
      bob.says("two", "/who").sees("In #lobby: bob, ann");
      // The first node still takes the lost connection for alive.
      again.sends("enter", "ann", "lobby", "1", "token");
      assertThat(again.next()).startsWith("here|lobby|ann|2|");
      again.sees("said|1|bob|one", "said|2|bob|two", "said|1|bob|one", "said|2|bob|two", "done");
      ann.until("end|you have reconnected from elsewhere");
      bob.until("* ann joined");
      bob.says("three");
      again.sees("said|3|bob|three");
      again.sends("say", "four").sees("mine|4|ann|four", "done");
      bob.sees("ann: four");
    }
  }

  private Rooms page() throws IOException {
    return Rooms.open(chat(NODES.connected()), Engine.virtual(), 0);
  }

  @Test
  void aLostServerIsAnErrorAndTheChatGoesOn() throws Exception {
    Guests node = node();
    Guest ann = member(node, "ann");
    Guest bob = member(node(), "bob");
    arrives(ann, "bob");
    NODES.servers().kill(0);
    try {
      ann.says("nobody hears this", "/who");
      ann.sees("error: cannot store messages now", "In #lobby: ann, bob");
    } finally {
      NODES.servers().restart(0);
    }
    Eventually.that("messages are stored again", () -> isAnsweredBy(ann, bob));
  }

  private static boolean isAnsweredBy(Guest ann, Guest bob) {
    try {
      ann.says("again", "/who");
      boolean stored = true;
      for (String line; !(line = ann.line()).startsWith("In #lobby"); ) {
        stored &= !line.startsWith("error");
      }
      if (stored) {
        bob.until("ann: again");
      }
      return stored;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
