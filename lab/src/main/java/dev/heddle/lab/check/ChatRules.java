package dev.heddle.lab.check;

import static dev.heddle.lab.check.Part.BEHAVIOUR;
import static dev.heddle.lab.check.Part.ROBUSTNESS;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// What a chat server should do. Lines that are announced to all may come in between at any time,
/// so a check passes over what it does not wait for.
final class ChatRules {
  private static final Pattern WELCOME =
      Pattern.compile(
          "Welcome, (\\S+ \\d+)\\. You are in #lobby with \\d+ others?\\. /help lists the"
              + " commands\\.\r?\n");
  private static final Pattern UNKNOWN =
      Pattern.compile("error: unknown command /foo; /help lists the commands\r?\n");
  private static final int IN_ORDER = 5;

  private ChatRules() {}

  static Kind kind() {
    return new Kind(
        "chat",
        new Kind.Talk() {
          @Override
          public void begin(Peer peer) throws Mismatch, IOException {
            peer.expectLine(WELCOME, "\"Welcome, Client 7. You are in #lobby with 3 others. …\"");
          }

          @Override
          public void exchange(Peer peer, int number) throws Mismatch, IOException {
            peer.send("/foo\n").skipTo(UNKNOWN, "\"error: unknown command /foo; …\"");
          }
        },
        false,
        List.of(
            rule("greets, and says who is there", visit -> join(visit)),
            rule("passes a line on to everybody else", ChatRules::passesOn),
            rule("tells that somebody has joined", ChatRules::tellsOfJoining),
            rule("tells that somebody has left", ChatRules::tellsOfLeaving),
            rule("/nick changes the name", ChatRules::changesNames),
            rule("no two have the same name, whatever the case", ChatRules::keepsNamesApart),
            rule("shows what was said before to who joins later", ChatRules::showsHistory),
            rule("takes a line in pieces", ChatRules::takesPieces),
            rule("everybody sees the same messages in the same order", ChatRules::keepsOrder),
            rule("refuses an unknown command, and goes on", ChatRules::refusesUnknown),
            new Check(ROBUSTNESS, "refuses a message over 2,000 characters", ChatRules::tooLong),
            new Check(ROBUSTNESS, "slows down who says too much", ChatRules::slowsDown)));
  }

  private static Check rule(String title, Check.Trial trial) {
    return new Check(BEHAVIOUR, title, trial);
  }

  /// Connects, and takes the greeting.
  private static Peer join(Visit visit) throws Mismatch, IOException {
    return visit.connect().expectLine(WELCOME, "\"Welcome, Client 7. You are in #lobby …\"");
  }

  /// Joins with a name of its own, which nobody else has.
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
        .skipTo(UNKNOWN, "\"error: unknown command /foo; /help lists the commands\"");
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
