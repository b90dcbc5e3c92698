package dev.heddle.services.chat;

/// A member's request is rejected; the message gives the reason.
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;

  RefusedException(String message) {
    super(message, null, false, false); // told to a person, so where it comes from does not matter
  }
}
