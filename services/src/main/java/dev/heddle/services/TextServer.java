package dev.heddle.services;

import dev.heddle.Server;
import dev.heddle.services.lines.TextFraming;
import dev.heddle.services.lines.UnfinishedLines;
import java.util.List;
import java.util.function.Supplier;

/// Makes the servers of the services that answer text.
final class TextServer {
  /// Of each service whose clients may send no newlines.
  static final Option MESSAGES =
      Option.choice(
          "messages",
          "what one message is: a line (the default), or what arrives together, as one recv()"
              + " takes it",
          List.of("lines", "chunks"));

  private TextServer() {}

  static TextFraming framing(Options options) {
    return options.get(MESSAGES).equals("chunks") ? TextFraming.CHUNKS : TextFraming.LINES;
  }

  /// A server that answers as the options say.
  static Server.Builder of(Options options, Supplier<? extends Responder> responders) {
    return switch (framing(options)) {
      case LINES ->
          LineProtocol.server(responders)
              .listener(new UnfinishedLines(UnfinishedLines.CHUNKS_HELP));
      case CHUNKS -> ChunkProtocol.server(responders);
    };
  }
}
