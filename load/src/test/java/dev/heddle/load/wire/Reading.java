package dev.heddle.load.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads the answers of a connection, which come in pieces, as the load does.
final class Reading {
  private static final byte[] NONE = {};

  final AnswerReader reader;
  final Answer answer;
  private final long wanted;
  private byte[] sent = NONE;
  private boolean begun;

  Reading(WireFormat framing, AnswerMemory memory, long wanted) {
    this.reader = framing.reader(memory);
    this.answer = new Answer(memory);
    this.wanted = wanted;
  }

  Reading(WireFormat framing) {
    this(framing, new AnswerMemory(1 << 20), 1 << 20);
  }

  /// What is answered.
  Reading to(byte[] request) {
    sent = request;
    return this;
  }

  /// The contents of the answers that end in a text which comes in pieces of that size.
  List<String> answers(String text, int pieceSize) throws Exception {
    var answers = new ArrayList<String>();
    byte[] all = text.getBytes(StandardCharsets.UTF_8);
    byte[] shared = new byte[pieceSize]; // written to again, as that of a loop
    for (int at = 0; at < all.length; at += pieceSize) {
      int count = Math.min(pieceSize, all.length - at);
      System.arraycopy(all, at, shared, 0, count);
      piece(shared, count, answers);
    }
    return answers;
  }

  List<String> answers(String text) throws Exception {
    return answers(text, Math.max(1, text.length()));
  }

  private void piece(byte[] bytes, int count, List<String> answers) throws Exception {
    for (int at = 0; at < count; ) {
      if (!begun) {
        answer.begin(wanted);
        begun = true;
      }
      at = reader.read(bytes, at, count, sent, answer);
      if (at < 0) {
        answer.hold();
        return;
      }
      begun = false;
      answers.add(answer.text());
    }
  }

  /// The bytes so far of the unfinished answer.
  String rest() {
    return begun ? answer.text() : "";
  }
}
