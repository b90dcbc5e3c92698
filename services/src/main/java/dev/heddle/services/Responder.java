package dev.heddle.services;

/// A service's answers to texts, independent of framing: [LineProtocol] and [ChunkProtocol] do
/// that. Each connection has an instance of its own, called by one thread at a time.
@FunctionalInterface
public interface Responder {

  /// Answers a message; neither has an end of line.
  String answer(String message);

  /// What asks for each message; empty for nothing.
  default String prompt() {
    return "";
  }
}
