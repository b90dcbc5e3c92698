package dev.heddle.lab.check;

import java.io.IOException;
import java.util.function.UnaryOperator;

/// A talk in which each line has an answer of one line. Immutable.
///
/// @param prompt what the server sends before each line
/// @param prefix what a request begins with, before its number
/// @param reply what answers a request
record LineTalk(String prompt, String prefix, UnaryOperator<String> reply)
    implements CheckedService.ShortTalk {

  @Override
  public void begin(Peer peer) throws Mismatch, IOException {
    if (!prompt.isEmpty()) {
      peer.expect(prompt);
    }
  }

  @Override
  public void exchange(Peer peer, int number) throws Mismatch, IOException {
    peer.send(prefix + number + '\n').expect(answer(prefix + number) + prompt);
  }

  @Override
  public Dialect dialect(Visit visit) throws IOException {
    return Dialect.of(this, visit);
  }

  @Override
  public String half() {
    return prefix + '4';
  }

  @Override
  public void finish(Peer peer) throws Mismatch, IOException {
    peer.send("2\n").expect(answer());
  }

  /// A request, without its line's end.
  String request() {
    return prefix + "42";
  }

  /// The answer to it.
  String answer() {
    return answer(request());
  }

  private String answer(String request) {
    return reply.apply(request) + '\n';
  }
}
