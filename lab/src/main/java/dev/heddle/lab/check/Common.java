package dev.heddle.lab.check;

import static dev.heddle.lab.check.GradePart.BEHAVIOUR;
import static dev.heddle.lab.check.GradePart.ROBUSTNESS;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What every service should do, and what every line service should.
final class Common {
  private static final int CLIENTS = 10;
  private static final int LONGEST_LINE = 64 * 1024;
  private static final int RUDE = 50;

  private final CheckedService kind;

  private Common(CheckedService kind) {
    this.kind = kind;
  }

  static List<Check> of(CheckedService kind) {
    var common = new Common(kind);
    var checks = new ArrayList<Check>();
    checks.add(
        new Check(
            ROBUSTNESS, RUDE + " clients break off: continues to serve", common::afterResets));
    if (!kind.oneClient()) {
      checks.addAll(common.besideOthers());
    }
    if (kind.talk() instanceof LineTalk lines) {
      checks.addAll(common.of(lines));
    }
    return checks.stream().map(Check::onTalk).toList();
  }

  private List<Check> besideOthers() {
    var checks = new ArrayList<Check>();
    checks.add(rule("serves several clients at once", this::several));
    checks.add(new Check(ROBUSTNESS, "continues while a client is silent", this::besideSilent));
    if (kind.talk().goesOn()) {
      checks.add(
          new Check(
              ROBUSTNESS, "continues while a client sends and never reads", this::besideDeaf));
    }
    return checks;
  }

  private List<Check> of(LineTalk lines) {
    return List.of(
        rule("ends each answer with a newline", visit -> endsLines(begin(visit), lines)),
        rule(
            "accepts a line in pieces",
            visit -> lines.finish(begin(visit).sendInPieces(lines.half()))),
        rule(
            "accepts \\r\\n as a line end",
            visit ->
                begin(visit).sendInPieces(lines.request() + "\r", "\n").expect(lines.answer())),
        rule(
            "answers after the client has ended its side",
            visit -> begin(visit).send(lines.request() + "\n").end().expect(lines.answer())),
        rule(
            "accepts a last line without an end",
            visit -> begin(visit).send(lines.request()).end().expect(lines.answer())),
        new Check(
            ROBUSTNESS, "rejects what is not UTF-8 and continues", visit -> notText(visit, lines)),
        new Check(ROBUSTNESS, "refuses a line over 65,536 bytes, and closes", this::tooLong));
  }

  private static void endsLines(Peer peer, LineTalk lines)
      throws Mismatch, IOException, InterruptedException {
    String answer = lines.answer().strip();
    peer.send(lines.request() + '\n').expectAsItIs(answer);
    String end = peer.readLine();
    if (!end.equals("\n") && !end.equals("\r\n")) {
      throw new Mismatch("\"\\n\"");
    }
  }

  private static Check rule(String title, Check.Trial trial) {
    return new Check(BEHAVIOUR, title, trial);
  }

  private Peer begin(Visit visit) throws Mismatch, IOException, InterruptedException {
    Peer peer = visit.connect();
    kind.talk().begin(peer);
    return peer;
  }

  private void several(Visit visit) throws Mismatch, IOException, InterruptedException {
    visit.did("connected " + CLIENTS + " clients");
    var peers = new ArrayList<Peer>();
    for (int i = 0; i < CLIENTS; i++) {
      peers.add(begin(visit));
    }
    for (int i = CLIENTS - 1; i >= 0; i--) {
      kind.talk().exchange(peers.get(i), i);
    }
  }

  private void besideSilent(Visit visit) throws Mismatch, IOException, InterruptedException {
    visit.did("connected 3 silent clients");
    for (int i = 0; i < 3; i++) {
      visit.connect();
    }
    kind.talk().exchange(begin(visit), 1);
  }

  private void afterResets(Visit visit) throws Mismatch, IOException, InterruptedException {
    visit.did("connected " + RUDE + " that send half a line and break off");
    for (int i = 0; i < RUDE; i++) {
      Peer rude = visit.connect();
      rude.write(new byte[] {'1'});
      rude.reset();
    }
    kind.talk().exchange(begin(visit), 1);
  }

  /// Its answers fill up all that is between it and the server; then the server cannot send any
  /// more to it, and should mind the others.
  private void besideDeaf(Visit visit) throws Mismatch, IOException, InterruptedException {
    visit.did("connected one that sends for half a second and does not read");
    Peer deaf = visit.connect();
    Thread sending =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              byte[] line = ("7".repeat(99) + "\n").repeat(600).getBytes(StandardCharsets.US_ASCII);
              try {
                while (!Thread.currentThread().isInterrupted()) {
                  deaf.write(line);
                }
              } catch (IOException e) {
                // The server has had enough of it, or the check is over.
              }
            });
    Thread.sleep(500);
    try {
      kind.talk().exchange(begin(visit), 1);
    } finally {
      sending.interrupt();
      deaf.reset(); // the writer may be in the middle of a record
      sending.join();
    }
  }

  private void notText(Visit visit, LineTalk lines)
      throws Mismatch, IOException, InterruptedException {
    Peer peer = begin(visit).send(new byte[] {(byte) 0xff, (byte) 0xfe, '\n'});
    peer.expect("error: not UTF-8\n");
    lines.begin(peer); // a client that was asked for a line is asked again
    lines.exchange(peer, 1);
  }

  private void tooLong(Visit visit) throws Mismatch, IOException, InterruptedException {
    byte[] line = new byte[LONGEST_LINE + 1];
    Arrays.fill(line, (byte) '7');
    visit.did("sent 65,537 bytes without a line's end");
    Peer peer = begin(visit).write(line);
    peer.expect("error: line longer than 65536 bytes\n");
    peer.expectGone();
  }
}
