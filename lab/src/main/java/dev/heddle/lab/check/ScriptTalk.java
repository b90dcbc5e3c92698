package dev.heddle.lab.check;

import java.io.IOException;
import java.util.List;

/// The shortest talk of a file of rules: everything before the first sent line is the greeting.
/// Immutable.
final class ScriptTalk implements CheckedService.ShortTalk {
  private final List<ScriptStep> greeting;
  private final List<ScriptStep> exchange;

  /// @param steps in which something is sent
  ScriptTalk(List<ScriptStep> steps) {
    int sending = 0;
    while (steps.get(sending).verb() != ScriptStep.Verb.SENDS) {
      sending++;
    }
    this.greeting = List.copyOf(steps.subList(0, sending));
    this.exchange = List.copyOf(steps.subList(sending, steps.size()));
  }

  @Override
  public void begin(Peer peer) throws Mismatch, IOException, InterruptedException {
    play(peer, greeting);
  }

  @Override
  public void exchange(Peer peer, int number) throws Mismatch, IOException, InterruptedException {
    play(peer, exchange);
  }

  private void play(Peer peer, List<ScriptStep> steps)
      throws Mismatch, IOException, InterruptedException {
    new ScriptRun(peer.visit(), this, peer).run(steps);
  }

  void tryOnce(Visit visit) throws Mismatch, IOException, InterruptedException {
    Peer peer = visit.connect();
    begin(peer);
    exchange(peer, 1);
  }

  void tryInPieces(Visit visit) throws Mismatch, IOException, InterruptedException {
    Peer peer = visit.connect();
    begin(peer);
    finish(peer.sendInPieces(half()));
  }

  /// Empty if the sent text is no line, or varies.
  @Override
  public String half() {
    String line = exchange.getFirst().text();
    boolean plain = !exchange.getFirst().isExact() && line.matches("[^\\\\{}*]{2,}");
    return plain ? line.substring(0, line.length() / 2) : "";
  }

  @Override
  public void finish(Peer peer) throws Mismatch, IOException, InterruptedException {
    String line = exchange.getFirst().text();
    peer.send(line.substring(line.length() / 2) + '\n');
    play(peer, exchange.subList(1, exchange.size()));
  }

  @Override
  public boolean goesOn() {
    return exchange.getLast().verb() != ScriptStep.Verb.IS_CLOSED;
  }

  @Override
  public String toString() {
    return exchange.getFirst().verb().one + ' ' + exchange.getFirst().text();
  }
}
