package dev.heddle.lab.check;

/// What came is not what should have come.
final class Mismatch extends Exception {
  private static final long serialVersionUID = 1;

  /// @param expected what should have come
  Mismatch(String expected) {
    super(expected);
  }
}
