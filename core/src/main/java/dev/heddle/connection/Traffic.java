package dev.heddle.connection;

/// What a connection has carried.
public record Traffic(
    long messagesIn, long messagesOut, long bytesIn, long bytesOut, long outboxOverflows) {

  public static final Traffic NONE = new Traffic(0, 0, 0, 0, 0);

  public Traffic plus(Traffic other) {
    return new Traffic(
        messagesIn + other.messagesIn,
        messagesOut + other.messagesOut,
        bytesIn + other.bytesIn,
        bytesOut + other.bytesOut,
        outboxOverflows + other.outboxOverflows);
  }
}
