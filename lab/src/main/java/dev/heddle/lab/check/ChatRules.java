package dev.heddle.lab.check;

import static dev.heddle.lab.check.GradePart.BEHAVIOUR;
import static dev.heddle.lab.check.GradePart.ROBUSTNESS;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// The rules of a chat server. Lines that are announced to all may arrive in between at any time,
/// so a check skips lines that it does not expect.
final class ChatRules {
  private static final Pattern WELCOME =
      Pattern.compile(
          "Welcome, (\\S+ \\d+)\\. You are in #lobby with \\d+ others?\\. /help lists the"
              + " commands\\.\r?\n");

  /// Any: a separate check judges it.
  private static final Pattern GREETING = Pattern.compile(".+\r?\n");

  private static final Pattern UNKNOWN_COMMAND =
      Pattern.compile("error: unknown command /foo; /help lists the commands\r?\n");

  /// Any that refuses it.
  private static final Pattern UNKNOWN = Pattern.compile("error: .*\r?\n");

  private static final int IN_ORDER = 5;

  private static final CheckedService.ShortTalk TALK =
      new CheckedService.ShortTalk() {
        @Override
        public void begin(Peer peer) throws Mismatch, IOException {
          peer.expectLine(GREETING, "a line that greets");
        }

        @Override
        public void exchange(Peer peer, int number) throws Mismatch, IOException {
          peer.send("/foo\n").skipTo(UNKNOWN, "\"error: unknown command /foo; …\"");
        }

        @Override
        public String half() {
          return "/fo";
        }

        @Override
        public void finish(Peer peer) throws Mismatch, IOException {
          peer.send("o\n").skipTo(UNKNOWN, "\"error: unknown command /foo; …\"");
        }
      };

  private ChatRules() {}

  static CheckedService kind() {
    var rules = new ArrayList<Check>();
    rules.add(
        rule(
            "greets, and lists the members",
            visit ->
                visit
                    .connect()
                    .expectLine(
                        WELCOME, "\"Welcome, Client 7. You are in #lobby with 3 others. …\"")));
    rules.add(rule("sends a line to all other members", ChatRules::passesOn));
    rules.add(rule("announces a member that joins", ChatRules::tellsOfJoining));
    rules.add(rule("announces a member that leaves", ChatRules::tellsOfLeaving));
    rules.add(rule("/nick changes the name", ChatRules::changesNames));
    rules.add(rule("no two have the same name, whatever the case", ChatRules::keepsNamesApart));
    rules.add(rule("/msg is seen by one only", ChatRules::whispers));
    rules.add(rule("messages of another room are not seen", ChatRules::keepsRoomsApart));
    rules.add(rule("/who lists the members", ChatRules::listsMembers));
    rules.add(rule("/help lists the commands", ChatRules::helps));
    rules.add(rule("/quit ends", visit -> join(visit).send("/quit\n").expectEndAfterAll()));
    rules.add(rule("shows earlier messages to later members", ChatRules::showsHistory));
    rules.add(rule("accepts a line in pieces", ChatRules::takesPieces));
    rules.add(rule("all members see the same messages in the same order", ChatRules::keepsOrder));
    rules.add(rule("rejects an unknown command and continues", ChatRules::refusesUnknown));
    rules.add(new Check(ROBUSTNESS, "refuses a message over 2,000 characters", ChatRules::tooLong));
    rules.add(new Check(ROBUSTNESS, "rejects an invalid name", ChatRules::refusesName));
    rules.add(new Check(ROBUSTNESS, "slows down clients that send too much", ChatRules::slowsDown));
    return new CheckedService("chat", TALK, true, false, true, rules);
  }

  private static Check rule(String title, Check.Trial trial) {
    return new Check(BEHAVIOUR, title, trial);
  }

  /// Connects, and takes the greeting.
  private static Peer join(Visit visit) throws Mismatch, IOException {
    return visit.connect().expectLine(GREETING, "a line that greets");
  }

  /// Joins with a unique name.
  private static Peer join(Visit visit, String name) throws Mismatch, IOException {
    Peer peer = join(visit);
    peer.send("/nick " + name + "\n/foo\n").skipTo(UNKNOWN, "an answer to /foo");
    return peer;
  }

  /// A name that no earlier check has used.
  private static String name(String base) {
    return base + Long.toString(System.nanoTime() & 0xffffff, 36);
  }

  private static void sees(Peer peer, String line) throws Mismatch, IOException {
    peer.skipTo(Pattern.compile(Pattern.quote(line) + "\r?\n"), '"' + line + '"');
  }

  private static void passesOn(Visit visit) throws Mismatch, IOException {
    String ann = name("ann");
    Peer first = join(visit, ann);
    Peer second = join(visit);
    Peer third = join(visit);
    first.send("hello all\n");
    sees(second, ann + ": hello all");
    sees(third, ann + ": hello all");
  }

  private static void tellsOfJoining(Visit visit) throws Mismatch, IOException {
    Peer first = join(visit);
    join(visit);
    first.skipTo(Pattern.compile("\\* \\S+ \\d+ joined\r?\n"), "\"* Client 8 joined\"");
  }

  private static void tellsOfLeaving(Visit visit) throws Mismatch, IOException {
    Peer first = join(visit);
    String bob = name("bob");
    join(visit, bob).close();
    visit.did(bob + " closed its connection");
    sees(first, "* " + bob + " left");
  }

  private static void changesNames(Visit visit) throws Mismatch, IOException {
    Peer first = join(visit);
    String cy = name("cy");
    Peer second = join(visit, cy);
    second.send("it is me\n");
    sees(first, cy + ": it is me");
  }

  private static void keepsNamesApart(Visit visit) throws Mismatch, IOException {
    String dan = name("dan");
    join(visit, dan);
    Peer second = join(visit);
    second
        .send("/nick " + dan.toUpperCase(Locale.ROOT) + "\n")
        .skipTo(Pattern.compile("error: .*\r?\n"), "a line that begins with \"error: \"");
  }

  private static void whispers(Visit visit) throws Mismatch, IOException {
    String ida = name("ida");
    String joe = name("joe");
    Peer first = join(visit, ida);
    Peer second = join(visit, joe);
    Peer third = join(visit);
    first.send("/msg " + joe + " for you\nfor all\n");
    second.skipTo(Pattern.compile(".*for you\r?\n"), "a line that ends with \"for you\"");
    String seen = third.skipTo(Pattern.compile(".*for (you|all)\r?\n"), "\"" + ida + ": for all\"");
    if (seen.contains("for you")) {
      throw new Mismatch("\"" + ida + ": for all\" only");
    }
  }

  private static void keepsRoomsApart(Visit visit) throws Mismatch, IOException {
    String kay = name("kay");
    Peer first = join(visit, kay);
    Peer second = join(visit);
    String room = name("room");
    first.send("/join " + room + "\n/foo\n").skipTo(UNKNOWN, "an answer to /foo");
    first.send("not for the lobby\n/join lobby\n/foo\n").skipTo(UNKNOWN, "an answer to /foo");
    first.send("for the lobby\n");
    String seen =
        second.skipTo(Pattern.compile(".*for the lobby\r?\n"), "\"" + kay + ": for the lobby\"");
    if (seen.contains("not for")) {
      throw new Mismatch("\"" + kay + ": for the lobby\" only");
    }
  }

  private static void listsMembers(Visit visit) throws Mismatch, IOException {
    String lea = name("lea");
    join(visit, lea);
    join(visit)
        .send("/who\n")
        .skipTo(Pattern.compile(".*\\b" + lea + "\\b.*\r?\n"), "a line with \"" + lea + '"');
  }

  private static void helps(Visit visit) throws Mismatch, IOException {
    join(visit).send("/help\n").skipTo(Pattern.compile(".*/nick.*\r?\n"), "a line with \"/nick\"");
  }

  private static void refusesName(Visit visit) throws Mismatch, IOException {
    Peer peer = join(visit);
    for (String wrong : List.of("not one", "a".repeat(33), "a,b")) {
      peer.send("/nick " + wrong + "\n")
          .skipTo(Pattern.compile("error: .*\r?\n"), "a line that begins with \"error: \"");
    }
  }

  private static void showsHistory(Visit visit) throws Mismatch, IOException {
    String eve = name("eve");
    Peer first = join(visit, eve);
    first.send("remember this\n/foo\n").skipTo(UNKNOWN, "an answer to /foo");
    sees(join(visit), eve + ": remember this");
  }

  private static void takesPieces(Visit visit) throws Mismatch, IOException, InterruptedException {
    String flo = name("flo");
    Peer first = join(visit, flo);
    Peer second = join(visit);
    first.sendInPieces("in ", "three ", "pieces\n");
    sees(second, flo + ": in three pieces");
  }

  private static void keepsOrder(Visit visit) throws Mismatch, IOException {
    String gus = name("gus");
    String hal = name("hal");
    Peer first = join(visit, gus);
    Peer second = join(visit, hal);
    List<Peer> listeners = List.of(join(visit), join(visit));
    for (int i = 0; i < IN_ORDER; i++) {
      first.send(i + "\n");
      second.send(i + "\n");
    }
    var said = Pattern.compile("(" + gus + "|" + hal + "): \\d\r?\n");
    var seen = new ArrayList<List<String>>();
    for (Peer listener : listeners) {
      var lines = new ArrayList<String>();
      while (lines.size() < 2 * IN_ORDER) {
        lines.add(listener.skipTo(said, 2 * IN_ORDER + " messages"));
      }
      seen.add(lines);
    }
    if (!seen.getFirst().equals(seen.getLast())) {
      throw new Mismatch("the same order: " + seen);
    }
  }

  private static void refusesUnknown(Visit visit) throws Mismatch, IOException {
    join(visit)
        .send("/foo\n")
        .skipTo(UNKNOWN_COMMAND, "\"error: unknown command /foo; /help lists the commands\"");
  }

  private static void tooLong(Visit visit) throws Mismatch, IOException {
    join(visit)
        .send("x".repeat(2001) + "\n")
        .skipTo(Pattern.compile("error: .*\r?\n"), "a line that begins with \"error: \"");
  }

  private static void slowsDown(Visit visit) throws Mismatch, IOException {
    join(visit)
        .send("again and again\n".repeat(40))
        .skipTo(Pattern.compile("error: slow down\r?\n"), "\"error: slow down\"");
  }
}
