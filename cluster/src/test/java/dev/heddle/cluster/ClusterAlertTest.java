package dev.heddle.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.fixtures.Eventually;
import dev.heddle.services.Guest;
import dev.heddle.services.Guests;
import dev.heddle.services.alert.Alert;
import dev.heddle.services.alert.AlertSettings;
import dev.heddle.services.lines.Operators;
import dev.heddle.services.topics.Entry;
import dev.heddle.services.topics.Topic;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A ring on several nodes is one ring.
class ClusterAlertTest {
  private static final AlertSettings SETTINGS =
      AlertSettings.DEFAULT
          .withTurnTimeout(Duration.ofMinutes(1))
          .withOperators(Operators.withPassword("secret"));

  @RegisterExtension private static final Nodes NODES = new Nodes();

  /// This test's ring, on one node.
  private Guests node(NatsCluster cluster, AlertSettings settings) throws IOException {
    String service = NODES.service();
    return NODES.serving(
        new Alert(cluster.acts(service), cluster.company(service), settings).server());
  }

  private Guests node(AlertSettings settings) throws IOException {
    return node(NODES.connected(), settings);
  }

  private Topic acts() throws IOException {
    return NODES.closing(NODES.connected().acts(NODES.service())).topic("ring");
  }

  private static Guest guest(Guests node) throws IOException {
    return node.guest()
        .sees("Welcome to alert. Write join NAME to take turns, or watch to look on.");
  }

  @Test
  void sentriesOnThreeNodesTakeTurnsInOneRing() throws Exception {
    Guest watcher = guest(node(SETTINGS)).says("watch").sees("watching; count 0");
    Guests second = node(SETTINGS);
    Guest ann = guest(second).says("join ann").sees("welcome ann: 1 of 3");
    ann.says("ok").sees("error: not your turn");
    Guests third = node(SETTINGS);
    Guest bob = guest(third).says("join Ann").sees("error: name taken: Ann");
    bob.says("join bob").sees("welcome bob: 2 of 3");
    Guest carl = guest(second).says("join carl").sees("welcome carl: 3 of 3", "start");
    ann.sees("start", "turn 1");
    bob.sees("start").says("alert too early").sees("error: not your turn");
    ann.says("ok");
    bob.sees("turn 2").says("alert smoke in hall 2").sees("alert 1 bob: smoke in hall 2");
    ann.sees("alert 1 bob: smoke in hall 2");
    carl.sees("alert 1 bob: smoke in hall 2", "turn 3").says("count").sees("count 1").ends();
    ann.sees("turn 4").says("ok");
    bob.sees("turn 5");
    watcher.sees("joined: ann", "joined: bob", "joined: carl", "start", "turn 1: ann", "ok: ann");
    watcher.sees("turn 2: bob", "alert 1 bob: smoke in hall 2", "turn 3: carl", "left: carl");
    watcher.sees("turn 4: ann", "ok: ann", "turn 5: bob");
  }

  @Test
  void allNodesSeeTheSameTurnsAndAlertsEachOnce() throws Exception {
    int enough = 60;
    var nodes = new ArrayList<Guests>();
    var watchers = new ArrayList<Guest>();
    for (int i = 0; i < 3; i++) {
      Guests node = node(SETTINGS.withRing(6).withMaxAlerts((long) enough));
      nodes.add(node);
      watchers.add(guest(node).says("watch").sees("watching; count 0"));
    }
    var sentries = new ArrayList<CompletableFuture<Void>>();
    for (int i = 0; i < 6; i++) {
      Guest sentry = guest(nodes.get(i % 3)).says("join s" + i);
      sentries.add(
          CompletableFuture.runAsync(() -> stand(sentry, "s"), Thread::startVirtualThread));
    }
    var seen = new ArrayList<List<String>>();
    for (Guest watcher : watchers) {
      seen.add(watcher.until("shutdown " + enough));
      watcher.says("bye");
    }
    for (CompletableFuture<Void> sentry : sentries) {
      sentry.join();
    }
    assertThat(seen.get(1)).isEqualTo(seen.get(0));
    assertThat(seen.get(2)).isEqualTo(seen.get(0));
    List<String> turns = seen.getFirst().stream().filter(l -> l.startsWith("turn ")).toList();
    List<String> alerts = seen.getFirst().stream().filter(l -> l.startsWith("alert ")).toList();
    for (int i = 1; i <= turns.size(); i++) {
      assertThat(turns.get(i - 1)).startsWith("turn " + i + ": ");
    }
    assertThat(alerts).hasSize(enough);
    for (int i = 1; i <= enough; i++) {
      assertThat(alerts.get(i - 1)).startsWith("alert " + i + ' ');
    }
    for (Guests node : nodes) {
      node.server().awaitTermination(); // the last alert has ended all of them
    }
    assertThatThrownBy(() -> node(SETTINGS.withMaxAlerts((long) enough)))
        .hasMessage(enough + " alerts are stored already: --max-alerts 60 is too low");
    guest(node(SETTINGS)).says("count").sees("count 60").says("join ann");
  }

  /// Raises an alert in each second turn.
  private static void stand(Guest sentry, String text) {
    try {
      int turns = 0;
      for (String line; (line = sentry.line()) != null; ) {
        if (line.startsWith("turn ")) {
          sentry.says(turns++ % 2 == 0 ? "ok" : "alert " + text);
        } else if (line.startsWith("shutdown ")) {
          sentry.says("bye");
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theRingGoesOnWithoutANodeThatIsCutOff() throws Exception {
    AlertSettings quick = SETTINGS.withRing(3).withTurnTimeout(Duration.ofSeconds(1));
    Guests first = node(quick);
    Guest watcher = guest(first).says("watch").sees("watching; count 0");
    Guest ann = guest(first).says("join ann").sees("welcome ann: 1 of 3");
    NatsCluster dead = NODES.connected();
    Guest bob = guest(node(dead, quick)).says("join bob").sees("welcome bob: 2 of 3");
    Guest carl = guest(node(quick)).says("join carl").sees("welcome carl: 3 of 3", "start");
    ann.sees("start", "turn 1").says("ok");
    bob.sees("start", "turn 2");
    dead.close(); // not the ring: it is cut off
    bob.says("alert nobody hears this").sees("error: cannot store messages now");
    carl.sees("turn 3").says("alert fire").sees("alert 1 carl: fire");
    ann.sees("alert 1 carl: fire", "turn 4");
    List<String> seen = watcher.until("turn 4: ann");
    if (!seen.contains("left: bob")) {
      seen.addAll(watcher.until("left: bob"));
    }
    assertThat(seen).contains("turn 2: bob", "turn 3: carl");
  }

  @Test
  void whatANodeDoesThatHasSleptChangesNothing() throws Exception {
    Guests first = node(SETTINGS.withRing(2));
    Guest watcher = guest(first).says("watch").sees("watching; count 0");
    Guest ann = guest(first).says("join ann").sees("welcome ann: 1 of 2");
    Guest bob = guest(node(SETTINGS)).says("join bob").sees("welcome bob: 2 of 2", "start");
    ann.sees("start", "turn 1").says("ok");
    bob.sees("turn 2");
    Topic acts = acts();
    List<String> texts = acts.last(100).stream().map(Entry::text).toList();
    assertThat(texts).hasSize(3);
    assertThat(texts.get(2)).matches("move 1 .*/2 ok");
    acts.append("a node that has slept", texts.get(2).replace(" ok", " alert late"));
    acts.append("a node that has slept", "miss 1");
    acts.append("another version", "dance 1");
    bob.says("ok");
    ann.sees("error: not your turn", "turn 3"); // the stale act bears ann's number
    watcher.until("ok: ann");
    watcher.sees("turn 2: bob", "ok: bob", "turn 3: ann");
    ann.says("count").sees("count 0");
  }

  @Test
  void aNodeThatComesLaterKnowsTheRingAndTheCount() throws Exception {
    Guest ann = guest(node(SETTINGS.withRing(1))).says("join ann");
    ann.sees("welcome ann: 1 of 1", "start", "turn 1");
    int turns = 1000; // more than are read at a start
    for (int i = 1; i <= turns; i++) {
      if (i % 100 == 0) {
        ann.says("alert fire").sees("alert " + i / 100 + " ann: fire");
      } else {
        ann.says("ok");
      }
      ann.sees("turn " + (i + 1));
    }
    Guests later = node(SETTINGS);
    Guest bob = guest(later).says("count").sees("count 10").says("join ann");
    bob.sees("error: name taken: ann").says("join bob").sees("welcome bob: 2 of 2", "start");
    ann.says("ok");
    bob.sees("turn " + (turns + 2)).says("alert smoke").sees("alert 11 bob: smoke");
    ann.sees("alert 11 bob: smoke", "turn " + (turns + 3));
    assertThat(acts().last(2000)).hasSizeGreaterThan(turns).anyMatch(e -> isSnapshot(e, turns));
  }

  private static boolean isSnapshot(Entry entry, int turns) {
    return entry.text().startsWith("state ") && entry.sequence() > turns / 2;
  }

  @Test
  void sentriesOfNodesThatAllDiedAreNotWaitedFor() throws Exception {
    NatsCluster dead = NODES.connected();
    Guest ann = guest(node(dead, SETTINGS.withRing(2))).says("join ann");
    ann.sees("welcome ann: 1 of 2");
    dead.close();
    Guests later = node(SETTINGS.withRing(2));
    Guest watcher = guest(later).says("watch").sees("watching; count 0");
    watcher.sees("left: ann");
    guest(later).says("join ann").sees("welcome ann: 1 of 2");
  }

  @Test
  void aNodeThatDrainsTakesItsOwnSentriesOutOnly() throws Exception {
    Guests first = node(SETTINGS.withRing(2));
    Guests second = node(SETTINGS);
    Guest watcher = guest(first).says("watch").sees("watching; count 0");
    Guest ann = guest(first).says("join ann").sees("welcome ann: 1 of 2");
    Guest bob = guest(second).says("join bob").sees("welcome bob: 2 of 2", "start");
    ann.sees("start", "turn 1").says("ok");
    bob.sees("turn 2");
    CompletableFuture<Boolean> drained = second.drained();
    bob.sees("shutdown 0").says("bye");
    ann.sees("turn 3").says("alert fire").sees("alert 1 ann: fire", "turn 4");
    watcher.until("left: bob");
    watcher.sees("turn 3: ann", "alert 1 ann: fire", "turn 4: ann");
    assertThat(drained.join()).isTrue();
    assertThat(bob.rest()).isEmpty();
  }

  @Test
  void anOperatorEndsTheRingOnAllNodesAndTheNextNodeBeginsAnother() throws Exception {
    Guests first = node(SETTINGS.withRing(1));
    Guests second = node(SETTINGS);
    Guest ann = guest(first).says("join ann").sees("welcome ann: 1 of 1", "start", "turn 1");
    Guest bob = guest(second).says("watch").sees("watching; count 0");
    bob.says("/shutdown").sees("error: only for operators; /oper PASSWORD makes you one");
    bob.says("/oper secret").sees("you are an operator").says("/shutdown").until("shutdown 0");
    bob.says("bye");
    ann.sees("shutdown 0").says("ok").sees("error: shutting down").says("bye");
    assertThat(ann.rest()).isEmpty();
    first.server().awaitTermination();
    second.server().awaitTermination();
    guest(node(SETTINGS)).says("join ann").sees("welcome ann: 1 of 3");
  }

  @Test
  void aLostServerIsAnErrorAndTheRingGoesOn() throws Exception {
    Guests node = node(SETTINGS.withRing(1));
    Guest ann = guest(node).says("join ann").sees("welcome ann: 1 of 1", "start", "turn 1");
    NODES.servers().kill(0);
    try {
      ann.says("ok", "count").sees("error: cannot store messages now", "count 0");
    } finally {
      NODES.servers().restart(0);
    }
    Eventually.that("turns pass again", () -> isPassed(ann));
  }

  private static boolean isPassed(Guest ann) {
    try {
      return ann.says("ok").line().startsWith("turn ");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
