package dev.heddle.services.talk;

import dev.heddle.Connection;
import dev.heddle.Handler;
import dev.heddle.Message;
import dev.heddle.Outbox;
import dev.heddle.Server;
import dev.heddle.ServerListener;
import dev.heddle.services.lines.TextFraming;
import dev.heddle.services.lines.UnfinishedLines;
import dev.heddle.text.PlainText;
import java.io.IOException;
import java.time.Duration;

/// The server's console and one client at a time talk, both whenever they like, until either says
/// `bye`. Other clients wait in line.
///
/// Each client's thread shows its messages; the console has a thread that sends what is typed there
/// to the first client in line. Thread-safe: the shared state is in [ClientQueue].
public final class Talk implements Handler, ServerListener {
  private static final String PROMPT = "You: ";

  private final Console console;
  private final TextFraming framing;
  private final ClientQueue queue;
  private final UnfinishedLines unfinished = new UnfinishedLines(UnfinishedLines.CHUNKS_HELP);
  private volatile boolean deserted;

  /// A conversation in lines.
  ///
  /// @param console closed with the server
  public Talk(Console console) {
    this(console, TextFraming.LINES);
  }

  /// @param console closed with the server
  /// @param framing what a message is, in both directions
  public Talk(Console console, TextFraming framing) {
    this.console = console;
    this.framing = framing;
    this.queue = new ClientQueue(framing);
  }

  /// A server for this console.
  public Server.Builder server() {
    return Server.builder(this).listener(this);
  }

  @Override
  public void handle(Connection connection) throws IOException, InterruptedException {
    Outbox client = connection.outbox();
    try {
      if (queue.await(client) && !deserted) {
        converse(connection);
      }
      if (deserted) {
        client.sendText(framing.framed("error: nobody is at the console"));
      }
    } finally {
      queue.leave(client);
    }
  }

  private void converse(Connection connection) throws IOException {
    console.print("* a client is here; bye ends the conversation");
    try {
      boolean over = false;
      for (String message; !over && (message = framing.next(connection)) != null; ) {
        over = show(message);
      }
    } finally {
      console.print("* the client has left");
    }
  }

  /// @return whether it ends the conversation
  private boolean show(String message) {
    for (String line : message.split("\n", -1)) { // a chunk may hold several
      String text = PlainText.of(line);
      console.print("Client: " + text);
      if (isBye(text)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void started(Server server) {
    if (framing == TextFraming.LINES) {
      unfinished.started(server);
    }
    Thread.ofPlatform().name("heddle-talk-console").daemon().start(this::type);
  }

  /// Sends the console's lines until its input ends.
  private void type() {
    try {
      String line = "";
      while (queue.awaitFirst() != null && (line = console.readLine(PROMPT)) != null) {
        Outbox client = queue.first();
        if (client == null) {
          console.print("* nobody is here to read that");
        } else if (isBye(line)) {
          client.end(Message.text(framing.framed("bye")));
        } else {
          client.sendText(framing.framed(PlainText.of(line)));
        }
      }
      if (line == null) {
        desert();
      }
    } catch (InterruptedException e) {
      desert();
    }
  }

  private void desert() {
    deserted = true;
    Outbox client = queue.first();
    if (client != null) {
      client.end(Message.text(framing.framed("bye")));
    }
  }

  private static boolean isBye(String text) {
    return text.strip().equalsIgnoreCase("bye");
  }

  @Override
  public void draining(Duration patience) {
    queue.close();
    Outbox client = queue.first();
    if (client != null) {
      client.end(Message.text(framing.framed("bye")));
    }
  }

  @Override
  public void closed() {
    unfinished.closed();
    queue.close();
    console.close();
  }
}
