package dev.heddle.services;

import dev.heddle.Engine;
import java.io.IOException;

class ChunkProtocolTest {
  private static final Options CHUNKS = Options.DEFAULTS.with(TextServer.MESSAGES, "chunks");

  private static Talk with(Service service, Engine engine) throws IOException {
    return Talk.with(service, CHUNKS, engine);
  }

  @OnEveryEngine
  void aNumberWithoutANewlineIsAnsweredWithoutOne(Engine engine) throws IOException {
    try (Talk client = with(Numbers.SERVICE, engine)) {
      client.send("12").expect("24");
      client.send("abc").expect("error: not an integer: \"abc\"");
      client.send("-3").expect("-6").end().expectLast("");
    }
  }

  @OnEveryEngine
  void anAnswerEndsAsItsMessageDoes(Engine engine) throws IOException {
    try (Talk client = with(Reverse.SERVICE, engine)) {
      client.send("Hello, server!").expect("!revres ,olleH");
      client.send("abc\n").expect("cba\n");
      client.send("abc\r\n").expect("cba\r\n");
      client.send("\n").expect("\n");
      client.send("abc\r").expect("\rcba");
    }
  }

  @OnEveryEngine
  void whatArrivesTogetherIsOneMessage(Engine engine) throws IOException {
    try (Talk client = with(Numbers.SERVICE, engine)) {
      client.send("1\n2\n").expect("error: not an integer: \"1\\n2\"\n");
      client.send("1 2").expect("error: not an integer: \"1 2\"");
    }
  }

  @OnEveryEngine
  void eachMessageIsPromptedFor(Engine engine) throws IOException {
    try (Talk client = with(Messages.SERVICE, engine)) {
      client.expect("Message: ");
      client.send("Hello, server!").expect("Received: Hello, server!Message: ");
      client.send("hi\n").expect("Received: hi\nMessage: ");
    }
  }

  @OnEveryEngine
  void aFirstMessageMayBeLong(Engine engine) throws IOException {
    for (int size : new int[] {1024, 5000, 20_000}) {
      try (Talk client = with(Reverse.SERVICE, engine)) {
        client.send("a".repeat(size) + "b").expect("b" + "a".repeat(size));
      }
    }
  }

  @OnEveryEngine
  void halfACharacterIsNotUtf8AndTheNextMessageIsAnswered(Engine engine) throws IOException {
    try (Talk client = with(Reverse.SERVICE, engine)) {
      client.send(new byte[] {'a', (byte) 0xC3}).expect("error: not UTF-8");
      client.send(new byte[] {(byte) 0xC3, '\n'}).expect("error: not UTF-8\n");
      client.send("ab").expect("ba");
    }
  }
}
