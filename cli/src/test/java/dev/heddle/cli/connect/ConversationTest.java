package dev.heddle.cli.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Client;
import dev.heddle.Connection;
import dev.heddle.Handler;
import dev.heddle.Server;
import dev.heddle.services.chat.Chat;
import dev.heddle.services.chat.ChatSettings;
import dev.heddle.services.lines.TextFraming;
import dev.heddle.services.topics.MemoryTopics;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.Test;

class ConversationTest {
  private static final String CONTROL_D = "\u0004";
  private static final String CONTROL_C = "\u0003";

  /// Asks, answers, asks again.
  private static final Handler ASKS =
      connection -> {
        connection.writeText("Name: ");
        for (String name; (name = connection.readLine()) != null; ) {
          connection.writeText("Hello " + name + "!\nName: ");
        }
        connection.writeText("\nBye.\n");
      };

  @Test
  void whatTheServerHasNotEndedWithANewlineIsThePrompt() throws Exception {
    try (var screen = new Screen(ASKS)) {
      screen.awaitText("Name: ");
      screen.type("Ann\r");
      screen.awaitText("Hello Ann!");
      screen.type(CONTROL_D);
      assertThat(screen.exitCode()).isZero();
      assertThat(screen.text()).contains("Bye.", "closed by the server");
    }
  }

  @Test
  void theEndOfTheStreamEndsTheTypingToo() throws Exception {
    try (var screen = new Screen(connection -> connection.writeLine("too late"))) {
      assertThat(screen.exitCode()).isZero();
      assertThat(screen.text()).contains("too late", "closed by the server");
    }
  }

  @Test
  void whatOthersSayDoesNotTearTheLineThatIsBeingTyped() throws Exception {
    try (var screen = new Screen(new Chat(new MemoryTopics(), ChatSettings.DEFAULT))) {
      screen.awaitText("You are in #lobby");
      try (var bob = new Socket("127.0.0.1", screen.port())) {
        screen.awaitText("* Client 2 joined");
        screen.type("half a li");
        screen.awaitText("half a li");
        bob.getOutputStream().write("hello\n".getBytes(StandardCharsets.UTF_8));
        screen.awaitText("Client 2: hello");
        screen.await(text -> text.lastIndexOf("half a li") > text.indexOf("Client 2: hello"));
        screen.type("ne\r");
        var lines =
            new BufferedReader(new InputStreamReader(bob.getInputStream(), StandardCharsets.UTF_8));
        assertThat(lines.readLine()).startsWith("Welcome, Client 2.");
        assertThat(lines.readLine()).isEqualTo("Client 1: half a line");
      }
    }
  }

  @Test
  void inChunksEachIsALineAndNothingTypedGetsANewline() throws Exception {
    Handler quotes =
        connection -> {
          var bytes = ByteBuffer.allocate(100);
          connection.writeText("who?");
          connection.read(bytes);
          connection.writeText("<" + StandardCharsets.UTF_8.decode(bytes.flip()) + ">");
        };
    try (var screen = new Screen(quotes, TextFraming.CHUNKS)) {
      screen.awaitText("who?");
      screen.type("Ann\r");
      screen.awaitText("<Ann>");
    }
  }

  @Test
  void whatAHostileServerSaysDoesNotActOnTheTerminal() throws Exception {
    String hostile = "\u001B]0;owned\u0007\u009B2J\u202Ea\tb\r\n";
    try (var screen =
        new Screen(connection -> connection.writeText(hostile + "100%N %P*9 \u001B["))) {
      screen.awaitText("\\x1b]0;owned\\x07\\u009b2J\\u202ea    b");
      assertThat(screen.exitCode()).isZero();
      assertThat(screen.text())
          .contains("100%N %P*9 \\x1b[")
          .doesNotContain("\u001B]", "\u0007", "\u009B", "\u202E");
    }
  }

  @Test
  void aLineWithoutAnEndIsShownInPieces() throws Exception {
    try (var screen =
        new Screen(connection -> {
          for (int i = 0; i < 100; i++) {
            connection.writeText("x".repeat(1000));
          }
          connection.writeText("end");
        })) {
      screen.awaitText("end");
      assertThat(screen.exitCode()).isZero();
    }
  }

  @Test
  void anInterruptLeavesAtOnce() throws Exception {
    try (var screen = new Screen(ASKS)) {
      screen.awaitText("Name: ");
      screen.type("half a li" + CONTROL_C);
      assertThat(screen.exitCode()).isEqualTo(130);
    }
  }

  /// A conversation with a server, on a terminal that the test types on and reads.
  private static final class Screen implements AutoCloseable {
    private final Server server;
    private final Client client = Client.builder().build();
    private final PipedOutputStream keyboard = new PipedOutputStream();
    private final Shown shown = new Shown();
    private final CompletableFuture<Integer> exitCode;

    Screen(Handler handler) throws IOException {
      this(handler, TextFraming.LINES);
    }

    Screen(Handler handler, TextFraming framing) throws IOException {
      server = Server.builder(handler).start();
      Connection connection = client.connect("127.0.0.1", server.port());
      Terminal terminal =
          new ExternalTerminal(
              "test", "ansi", new PipedInputStream(keyboard), shown, StandardCharsets.UTF_8);
      terminal.setSize(new Size(80, 24));
      exitCode =
          CompletableFuture.supplyAsync(
              () -> {
                try (terminal) {
                  return new Conversation(connection, framing).run(terminal);
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              },
              task -> Thread.ofPlatform().start(task));
    }

    void type(String keys) throws IOException {
      keyboard.write(keys.getBytes(StandardCharsets.UTF_8));
      keyboard.flush();
    }

    void awaitText(String text) throws InterruptedException {
      shown.await(all -> all.contains(text));
    }

    void await(Predicate<String> condition) throws InterruptedException {
      shown.await(condition);
    }

    int port() {
      return server.port();
    }

    String text() {
      return shown.toString(StandardCharsets.UTF_8);
    }

    int exitCode() throws Exception {
      return exitCode.get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
      client.close();
      server.close();
    }
  }

  private static final class Shown extends ByteArrayOutputStream {
    @Override
    public synchronized void write(int b) {
      super.write(b);
      notifyAll();
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      super.write(bytes, offset, length);
      notifyAll();
    }

    synchronized void await(Predicate<String> condition) throws InterruptedException {
      while (!condition.test(toString(StandardCharsets.UTF_8))) {
        wait();
      }
    }
  }
}
