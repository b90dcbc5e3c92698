package dev.heddle.services.chat;

/// A member's request is rejected; the message gives the reason.
final class Refusal extends Exception {
  private static final long serialVersionUID = 1;

  Refusal(String message) {
    super(message, null, false, false); // told to a person, so where it comes from does not matter
  }
}
