package dev.heddle.lab.check;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Plays the steps of a file of rules. For one thread.
final class ScriptRun {
  private static final int MOMENT_MILLIS = 300;

  /// For what may take the server some time: a turn that passes.
  private static final int PATIENCE_MILLIS = 5000;

  private final Visit visit;
  private final CheckedService.ShortTalk talk;
  private final Map<String, Peer> clients = new HashMap<>();
  private final Map<String, String> words = new HashMap<>();

  ScriptRun(Visit visit, CheckedService.ShortTalk talk) {
    this.visit = visit;
    this.talk = talk;
  }

  /// With a client of no name that is connected.
  ScriptRun(Visit visit, CheckedService.ShortTalk talk, Peer peer) {
    this(visit, talk);
    clients.put("", peer);
  }

  void run(List<ScriptStep> steps) throws Mismatch, IOException, InterruptedException {
    for (ScriptStep step : steps) {
      for (String client : step.clients()) {
        run(step, client);
      }
    }
  }

  private void run(ScriptStep step, String client)
      throws Mismatch, IOException, InterruptedException {
    if (step.verb() == ScriptStep.Verb.CONNECTS || step.verb() == ScriptStep.Verb.JOINS) {
      Peer peer = visit.connect().named(client);
      clients.put(client, peer);
      if (step.verb() == ScriptStep.Verb.JOINS) {
        talk.begin(peer);
      }
      return;
    }
    Peer peer = clients.get(client);
    if (peer == null) {
      throw new Mismatch("a file of rules in which " + client + " connects first (" + step + ')');
    }
    switch (step.verb()) {
      case SENDS -> send(peer, step);
      case EXPECTS -> expect(peer, step);
      case SEES -> see(peer, step);
      case SEES_NO -> peer.expectNone(line -> matches(step, line), MOMENT_MILLIS, step.toString());
      case WAITS -> Thread.sleep(MOMENT_MILLIS);
      case ENDS -> peer.end();
      case LEAVES -> peer.close();
      case BREAKS_OFF -> peer.reset();
      case IS_CLOSED -> peer.expectEndAfterAll();
      case CONNECTS, JOINS -> throw new IllegalStateException();
    }
  }

  private void see(Peer peer, ScriptStep step) throws Mismatch, IOException {
    peer.patience(PATIENCE_MILLIS);
    peer.skipTo(line -> matches(step, line), step.toString());
    peer.patience(visit.patienceMillis());
  }

  private void send(Peer peer, ScriptStep step) throws IOException {
    String text = new LineForm(bare(step)).fill(words);
    peer.send(step.isExact() ? text : text + '\n');
  }

  private void expect(Peer peer, ScriptStep step) throws Mismatch, IOException {
    if (step.isExact()) {
      peer.expectAsItIs(new LineForm(bare(step)).fill(words));
    } else if (!matches(step, peer.readLine())) {
      throw new Mismatch(step.toString());
    }
  }

  private boolean matches(ScriptStep step, String line) {
    return new LineForm(step.text()).matches(stripEnd(line), words);
  }

  private static String bare(ScriptStep step) {
    String text = step.text();
    return step.isExact() ? text.substring(1, text.length() - 1) : text;
  }

  private static String stripEnd(String line) {
    return line.endsWith("\r\n")
        ? line.substring(0, line.length() - 2)
        : line.endsWith("\n") ? line.substring(0, line.length() - 1) : line;
  }
}
