package dev.heddle.lab.check;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.regex.Pattern;

/// A room full of members, some of which speak: all others get every line, in one order.
final class Broadcast {
  private static final int SPEAKERS = 5;

  private final CheckedService.ShortTalk talk;
  private final int members;
  private final Duration idleTimeout;

  /// @param idleTimeout after what silence the server may close; zero if never
  Broadcast(CheckedService.ShortTalk talk, int members, Duration idleTimeout) {
    this.talk = talk;
    this.members = members;
    this.idleTimeout = idleTimeout;
  }

  String title() {
    return "every message among " + members + " reaches all others, in one order";
  }

  void run(Visit visit) throws Mismatch, IOException, InterruptedException {
    visit.did("let " + members + " join, and " + SPEAKERS + " of them say a line at once");
    try (Visit quiet = visit.quiet()) {
      List<Peer> all = ConnectedClients.connect(talk, members, idleTimeout, quiet).peers();
      visit.saw(all.size() + " in the room");
      if (all.size() < members) {
        throw new Mismatch(members + " in the room");
      }
      List<Peer> speakers = all.subList(0, SPEAKERS);
      List<Peer> listeners = all.subList(SPEAKERS, members);
      String word = "line" + Long.toString(System.nanoTime(), 36);
      for (int i = 0; i < speakers.size(); i++) {
        speakers.get(i).send(word + ' ' + i + '\n');
      }
      hear(visit, listeners, word);
    }
  }

  private static void hear(Visit visit, List<Peer> listeners, String word)
      throws Mismatch, InterruptedException {
    var line = Pattern.compile(".*: " + word + " \\d\r?\n");
    long said = System.nanoTime();
    List<Future<Heard>> all =
        ConnectedClients.all(listeners.size(), number -> listen(listeners.get(number), line, said));
    var nanos = new ArrayList<Long>();
    var orders = new ArrayList<List<String>>();
    for (Future<Heard> one : all) {
      try {
        nanos.add(one.get().nanos());
        orders.add(one.get().lines());
      } catch (ExecutionException e) {
        // A member that has not received everything is missing in the sum.
      }
    }
    visit.saw(nanos.size() + " heard all, 99 % within " + ConnectedClients.quantile(nanos) + " ms");
    if (nanos.size() < listeners.size()) {
      throw new Mismatch("all to hear " + SPEAKERS + " lines");
    }
    long different = orders.stream().distinct().count();
    if (different > 1) {
      visit.saw(different + " different orders");
      throw new Mismatch("one order");
    }
  }

  /// What a member has heard, and how long that took.
  private record Heard(List<String> lines, long nanos) {}

  private static Heard listen(Peer peer, Pattern line, long said) throws Mismatch, IOException {
    var lines = new ArrayList<String>();
    while (lines.size() < SPEAKERS) {
      lines.add(peer.skipTo(line, SPEAKERS + " lines"));
    }
    return new Heard(lines, System.nanoTime() - said);
  }
}
