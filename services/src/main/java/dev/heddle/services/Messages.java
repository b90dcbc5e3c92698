package dev.heddle.services;

/// Asks for a message, says what it got, and asks again.
public final class Messages extends LineProtocol {
  static final Service SERVICE =
      Service.of(
          "message", 7003, "asks for messages", options -> LineProtocol.server(Messages::new));

  public Messages() {
    super("Message: ");
  }

  @Override
  protected String answer(String line) {
    return "Received: " + line;
  }
}
