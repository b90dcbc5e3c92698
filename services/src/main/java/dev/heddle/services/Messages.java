package dev.heddle.services;

/// Asks for a message, confirms it, and asks again.
public final class Messages implements Responder {
  static final Service SERVICE =
      Service.of(
              "message",
              7003,
              "prompts for messages and confirms them",
              options -> TextServer.of(options, Messages::new))
          .withOption(TextServer.MESSAGES);

  public Messages() {}

  @Override
  public String prompt() {
    return "Message: ";
  }

  @Override
  public String answer(String message) {
    return "Received: " + message;
  }
}
