package dev.heddle.serving;

import dev.heddle.CloseReason;
import dev.heddle.ProxyHeader;
import dev.heddle.proxy.HeaderException;
import dev.heddle.proxy.HeaderParser;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Decides what the beginning of a connection is: a proxy's header, the client's own bytes, or
/// nothing that may be there. Stateless.
public final class ProxyBeginning {
  static final String UNTRUSTED_HEADER = "it sent a header, and its address is not trusted";

  private static final int SHOWN = 12;

  private ProxyBeginning() {}

  /// What may come at the beginning of a connection.
  public enum Allowed {
    /// A header, and nothing else.
    HEADER,
    /// A header, or the client's own bytes.
    EITHER,
    /// The client's own bytes, and no header.
    NO_HEADER,
    /// Nothing: the connection is closed.
    NOTHING
  }

  /// What has happened last.
  public enum Event {
    /// Bytes have come, or nothing has happened yet.
    BYTES,
    /// The peer has ended its side.
    END,
    /// The time is over.
    TIMED_OUT,
    /// The connection is broken, or was closed.
    BROKEN
  }

  /// What follows.
  public sealed interface Next {}

  /// More bytes are needed.
  public record More() implements Next {
    private static final More INSTANCE = new More();
  }

  /// The connection is served.
  ///
  /// @param header null if there is none
  /// @param length how many bytes the header has
  public record Serve(@Nullable ProxyHeader header, int length) implements Next {
    private static final Serve WITHOUT_HEADER = new Serve(null, 0);
  }

  /// The connection is closed.
  ///
  /// @param problem for the log; null if there is none
  public record Over(CloseReason reason, Event event, @Nullable String problem) implements Next {
    public static final Over UNTRUSTED =
        new Over(
            CloseReason.MALFORMED,
            Event.BYTES,
            "headers are required, and its address is not trusted");
  }

  /// @param allowed [Allowed#HEADER] or [Allowed#EITHER]
  /// @param received all that has come, from the position on; nothing is consumed
  public static Next next(Allowed allowed, ByteBuffer received, Event event) {
    HeaderParser.Result result;
    try {
      result = HeaderParser.parse(received);
    } catch (HeaderException e) {
      return over(CloseReason.MALFORMED, event, "malformed header: " + e.getMessage());
    }
    return switch (result) {
      case HeaderParser.Complete(ProxyHeader header, int length) -> new Serve(header, length);
      case HeaderParser.Absent _ when allowed == Allowed.EITHER -> Serve.WITHOUT_HEADER;
      case HeaderParser.Absent _ ->
          over(CloseReason.MALFORMED, event, "no header; it began with " + shown(received));
      case HeaderParser.Incomplete _ -> incomplete(allowed, received, event);
    };
  }

  private static Next incomplete(Allowed allowed, ByteBuffer received, Event event) {
    boolean own = allowed == Allowed.EITHER && !HeaderParser.isHeader(received);
    boolean nothing = !received.hasRemaining();
    return switch (event) {
      case BYTES -> More.INSTANCE;
      case END ->
          own
              ? Serve.WITHOUT_HEADER
              : nothing
                  ? over(CloseReason.PROBED, event, null)
                  : over(CloseReason.MALFORMED, event, "header cut short");
      case TIMED_OUT -> own ? Serve.WITHOUT_HEADER : over(CloseReason.IDLE, event, null);
      case BROKEN -> over(nothing ? CloseReason.PROBED : CloseReason.BROKEN, event, null);
    };
  }

  private static Over over(CloseReason reason, Event event, @Nullable String problem) {
    return new Over(reason, event, problem);
  }

  /// The first bytes, in hexadecimal and as text: a client that knows nothing of proxies is best
  /// recognized by them.
  private static String shown(ByteBuffer received) {
    byte[] first = new byte[Math.min(SHOWN, received.remaining())];
    received.get(received.position(), first);
    var text = new StringBuilder(HexFormat.ofDelimiter(" ").formatHex(first)).append(" (");
    for (byte each : first) {
      text.append(each >= ' ' && each < 0x7f ? (char) each : '.');
    }
    return text.append(')').toString();
  }
}
