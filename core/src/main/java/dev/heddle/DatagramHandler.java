package dev.heddle;

import org.jspecify.annotations.Nullable;

/// A UDP service: one function from datagram to datagram.
///
/// The engine calls it for one datagram after another on a thread where it may block, though while
/// it does, further datagrams wait in the kernel's buffer and are dropped when that is full, as UDP
/// does. The request's payload is valid until the call returns.
///
/// ```java
/// DatagramHandler upper =
///     request -> {
///       String text = StandardCharsets.UTF_8.decode(request.payload()).toString();
///       return request.reply(StandardCharsets.UTF_8.encode(text.toUpperCase(Locale.ROOT)));
///     };
/// DatagramHandler sink = request -> null; // no answer
/// ```
@FunctionalInterface
public interface DatagramHandler {

  /// Answers a datagram.
  ///
  /// @return the answer, or null for none
  /// @throws Exception anything: it is logged and counted, and the next datagram is served
  @Nullable Datagram answer(Datagram request) throws Exception;
}
