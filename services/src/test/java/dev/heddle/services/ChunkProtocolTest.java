package dev.heddle.services;

import dev.heddle.Engine;
import java.io.IOException;

class ChunkProtocolTest {
  private static final Options CHUNKS = Options.DEFAULTS.with(TextServer.MESSAGES, "chunks");

  private static Talk with(Service service, Engine engine) throws IOException {
    return Talk.with(service, CHUNKS, engine);
  }

  @OnEveryEngine
  void a_number_without_a_newline_is_answered_without_one(Engine engine) throws IOException {
    try (Talk client = with(Numbers.SERVICE, engine)) {
      client.send("12").expect("24");
      client.send("abc").expect("error: not an integer: \"abc\"");
      client.send("-3").expect("-6").end().expectLast("");
    }
  }

  @OnEveryEngine
  void an_answer_ends_as_its_message_does(Engine engine) throws IOException {
    try (Talk client = with(Reverse.SERVICE, engine)) {
      client.send("Hello, server!").expect("!revres ,olleH");
      client.send("abc\n").expect("cba\n");
      client.send("abc\r\n").expect("cba\r\n");
      client.send("\n").expect("\n");
      client.send("abc\r").expect("\rcba");
    }
  }

  @OnEveryEngine
  void what_arrives_together_is_one_message(Engine engine) throws IOException {
    try (Talk client = with(Numbers.SERVICE, engine)) {
      client.send("1\n2\n").expect("error: not an integer: \"1\\n2\"\n");
      client.send("1 2").expect("error: not an integer: \"1 2\"");
    }
  }

  @OnEveryEngine
  void each_message_is_prompted_for(Engine engine) throws IOException {
    try (Talk client = with(Messages.SERVICE, engine)) {
      client.expect("Message: ");
      client.send("Hello, server!").expect("Received: Hello, server!Message: ");
      client.send("hi\n").expect("Received: hi\nMessage: ");
    }
  }

  @OnEveryEngine
  void a_first_message_may_be_long(Engine engine) throws IOException {
    for (int size : new int[] {1024, 5000, 20_000}) {
      try (Talk client = with(Reverse.SERVICE, engine)) {
        client.send("a".repeat(size) + "b").expect("b" + "a".repeat(size));
      }
    }
  }

  @OnEveryEngine
  void half_a_character_is_not_utf8_and_the_next_message_is_answered(Engine engine)
      throws IOException {
    try (Talk client = with(Reverse.SERVICE, engine)) {
      client.send(new byte[] {'a', (byte) 0xC3}).expect("error: not UTF-8");
      client.send(new byte[] {(byte) 0xC3, '\n'}).expect("error: not UTF-8\n");
      client.send("ab").expect("ba");
    }
  }
}
