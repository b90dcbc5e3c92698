package dev.heddle.http;

import dev.heddle.Connection;
import dev.heddle.text.Durations;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;

/// Server-sent events on their way to one client (WHATWG HTML, "Server-sent events"). Used by its
/// connection's thread only.
///
/// ```java
/// HttpHandler clock = request -> HttpResponse.events(events -> {
///   do {
///     events.send("tick", Instant.now().toString());
///   } while (events.pause(Duration.ofSeconds(1)));
/// });
/// ```
public final class EventStream {
  /// A silent stream is given a comment this often, so that a peer that has vanished is noticed,
  /// and neither we nor a proxy take it for idle.
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  /// How many bytes a client may send after its request: a further one or two.
  private static final int MOST_DISCARDED = 4 * 1024;

  private static final Pattern LINE_END = Pattern.compile("\r\n|[\r\n]");

  private final Connection connection;
  private final HttpInput input;
  private final OutputStream output;
  private int discarded;

  /// Sends events until the client disconnects.
  @FunctionalInterface
  public interface Writer {
    void writeTo(EventStream events) throws Exception;
  }

  EventStream(Connection connection, HttpInput input, OutputStream output) {
    this.connection = connection;
    this.input = input;
    this.output = output;
  }

  /// Sends an event of the default type, `message`.
  public void send(String data) throws IOException {
    write(data(data));
  }

  /// Sends an event.
  ///
  /// @param type what the client listens for; one line
  /// @param data any text, of any number of lines; the client gets each line's end as `\n`
  public void send(String type, String data) throws IOException {
    if (type.indexOf('\n') >= 0 || type.indexOf('\r') >= 0) {
      throw new IllegalArgumentException("an event's type is one line: " + type);
    }
    write("event: " + type + '\n' + data(data));
  }

  private static String data(String data) {
    var text = new StringBuilder(data.length() + 16);
    for (String line : LINE_END.split(data, -1)) { // the last one is empty if the data ends in one
      text.append("data: ").append(line).append('\n');
    }
    return text.append('\n').toString();
  }

  /// Waits before the next event.
  ///
  /// @return false as soon as the client has gone, or the server drains, or if the client sends
  ///   more than a few KiB meanwhile
  public boolean pause(Duration duration) throws IOException, InterruptedException {
    long end = System.nanoTime() + Durations.nanos(duration);
    for (long left; (left = end - System.nanoTime()) > 0; ) {
      boolean whole = left <= HEARTBEAT.toNanos();
      if (!isWanted(whole ? Duration.ofNanos(left) : HEARTBEAT)) {
        return false;
      }
      if (!whole) {
        write(":\n\n");
      }
    }
    return true;
  }

  /// The client has nothing more to say; that it says so is how its end is noticed. The connection
  /// closes after the stream: what comes meanwhile, such as a further request, is not answered.
  private boolean isWanted(Duration duration) throws IOException {
    long end = System.nanoTime() + Durations.nanos(duration);
    connection.evictable(false);
    try {
      for (long left; (left = end - System.nanoTime()) > 0; ) {
        connection.readTimeout(Duration.ofNanos(left));
        int count = input.discardNext();
        discarded += count;
        if (count < 0 || discarded > MOST_DISCARDED) {
          return false;
        }
      }
      return true;
    } catch (SocketTimeoutException e) {
      return true;
    } finally {
      connection.evictable(true);
      connection.readTimeout(null);
    }
  }

  private void write(String text) throws IOException {
    output.write(text.getBytes(StandardCharsets.UTF_8));
    output.flush();
    connection.countMessages(0, 1);
  }
}
