package dev.heddle.serving;

import dev.heddle.HandshakeFailure;
import dev.heddle.Handshakes;
import dev.heddle.connection.HandlingRecorder;
import dev.heddle.jdk.LogThrottle;
import dev.heddle.text.PlainText;
import dev.heddle.tls.HandshakeListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/// Counts the TLS handshakes of a server, and logs those that fail: one line each, and of many in a
/// short time only some. Thread-safe.
final class HandshakeRecorder implements HandshakeListener {
  private static final Logger LOG = System.getLogger("dev.heddle.server");

  private static final int LONGEST = 200;

  private final String server;
  private final Map<String, LongAdder> completed = new ConcurrentHashMap<>();
  private final Map<HandshakeFailure, LongAdder> failed = new ConcurrentHashMap<>();
  private final HandlingRecorder times = new HandlingRecorder();
  private final LogThrottle throttle = new LogThrottle();

  HandshakeRecorder(String server) {
    this.server = server;
  }

  @Override
  public void completed(String protocol, long nanos) {
    completed.computeIfAbsent(protocol, key -> new LongAdder()).increment();
    times.record(nanos);
  }

  @Override
  public void failed(Object connection, HandshakeFailure why, Exception cause) {
    failed.computeIfAbsent(why, key -> new LongAdder()).increment();
    if (why == HandshakeFailure.CLOSED) { // scanners and health checks: not worth a line each
      log(Level.DEBUG, connection, cause, 0);
      return;
    }
    long others = throttle.pass();
    if (others >= 0) {
      log(Level.INFO, connection, cause, others);
    }
  }

  private void log(Level level, Object connection, Exception cause, long others) {
    LOG.log(
        level,
        () ->
            server
                + ": "
                + connection
                + ": TLS handshake failed: "
                + shown(cause)
                + (others > 0 ? " (and " + others + " others since the last such line)" : ""));
  }

  /// The JDK's messages quote what the peer has sent, such as a host name, whole and as it is; and
  /// some say nothing, but their cause does.
  private static String shown(Exception failure) {
    boolean telling = !"Unexpected exception".equals(failure.getMessage());
    Object said = telling ? failure.getMessage() : failure.getCause();
    String message = PlainText.visible(String.valueOf(said));
    return message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "…";
  }

  Handshakes handshakes() {
    return new Handshakes(counts(completed), counts(failed), times.times());
  }

  private static <K> Map<K, Long> counts(Map<K, LongAdder> counters) {
    return counters.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().sum()));
  }
}
