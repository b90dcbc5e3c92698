package dev.heddle.lab.check;

/// The answer is not the expected one.
final class Mismatch extends Exception {
  private static final long serialVersionUID = 1;

  /// @param expected what should have come
  Mismatch(String expected) {
    super(expected);
  }
}
