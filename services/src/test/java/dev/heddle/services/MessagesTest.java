package dev.heddle.services;

import dev.heddle.Engine;
import java.io.IOException;

class MessagesTest {

  @OnEveryEngine
  void promptsBeforeEachMessage(Engine engine) throws IOException {
    try (Talk client = Talk.with(Messages.SERVICE, engine)) {
      client.expect("Message: ");
      client.send("hi\n").expect("Received: hi\nMessage: ");
      client.send("\n").expect("Received: \nMessage: ");
      client.send("a\nb\n").expect("Received: a\nMessage: Received: b\nMessage: ");
      client.end().expectLast("");
    }
  }

  @OnEveryEngine
  void promptsAgainAfterAnError(Engine engine) throws IOException {
    try (Talk client = Talk.with(Messages.SERVICE, engine)) {
      client.expect("Message: ");
      client.send(new byte[] {(byte) 0xFF, '\n'}).expect("error: not UTF-8\nMessage: ");
    }
  }
}
