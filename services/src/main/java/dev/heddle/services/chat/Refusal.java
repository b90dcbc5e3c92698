package dev.heddle.services.chat;

/// What a member asks for cannot be; the message tells the member why.
final class Refusal extends Exception {
  private static final long serialVersionUID = 1;

  Refusal(String message) {
    super(message, null, false, false); // told to a person, so where it comes from does not matter
  }
}
