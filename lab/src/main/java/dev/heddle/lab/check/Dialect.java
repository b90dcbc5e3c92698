package dev.heddle.lab.check;

import java.io.IOException;

/// How a server ends its lines and asks for one. One check reports a deviation from the rule; all
/// others accept it. Immutable.
///
/// @param lineEnd behind each answer: `\n`, `\r\n`, or nothing
/// @param prompt what should come before each request
/// @param ownPrompt what does
record Dialect(String lineEnd, String prompt, String ownPrompt) {
  static final Dialect RIGHT = new Dialect("\n", "", "");

  private static final int MOMENT_MILLIS = 500;

  /// Finds out by one exchange.
  static Dialect of(LineTalk talk, Visit visit) throws IOException {
    Peer peer = visit.connect();
    String right = talk.prompt();
    String prompt = "";
    if (!right.isEmpty()) {
      prompt = peer.readText(right.length());
      if (!prompt.equals(right)) {
        prompt += peer.patience(MOMENT_MILLIS).readText(right.length());
      }
    }
    peer.patience(visit.patienceMillis()).send(talk.request() + '\n');
    String answer = talk.answer().strip();
    if (!peer.readText(answer.length()).equals(answer)) {
      return new Dialect("\n", right, prompt); // it is wrong in other ways
    }
    String next = peer.patience(MOMENT_MILLIS).readText(1);
    String lineEnd =
        switch (next) {
          case "\n" -> "\n";
          case "\r" -> "\r\n";
          default -> "";
        };
    return new Dialect(lineEnd, right, prompt);
  }

  /// What this server sends instead of that.
  String spoken(String expected) {
    String own = prompt.isEmpty() ? expected : expected.replace(prompt, ownPrompt);
    return own.replace("\n", lineEnd);
  }
}
