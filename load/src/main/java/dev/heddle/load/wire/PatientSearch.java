package dev.heddle.load.wire;

import java.util.regex.Pattern;

/// Searches a server's text for a pattern, and gives up if the search would take for ever: a
/// pattern such as `(a+)+$` tries more ways than there are atoms.
final class PatientSearch {
  private static final long STEPS = 20_000_000;
  private static final long STEPS_PER_CHAR = 100;

  private PatientSearch() {}

  /// @throws MalformedAnswerException if the search takes too many steps, or too deep a stack
  static boolean finds(Pattern pattern, String text) throws MalformedAnswerException {
    try {
      long steps = Math.max(STEPS, STEPS_PER_CHAR * text.length());
      return pattern.matcher(new CountedText(text, new StepBudget(steps))).find();
    } catch (TooManyStepsException | StackOverflowError e) {
      throw new MalformedAnswerException(
          "%,d characters in which the search for %s takes too long"
              .formatted(text.length(), pattern));
    }
  }

  /// How often a character may still be looked at.
  private static final class StepBudget {
    private long left;

    StepBudget(long most) {
      left = most;
    }

    void take() {
      if (--left < 0) {
        throw new TooManyStepsException();
      }
    }
  }

  private record CountedText(CharSequence text, StepBudget steps) implements CharSequence {
    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      steps.take();
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new CountedText(text.subSequence(start, end), steps);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }

  private static final class TooManyStepsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this; // it may come once an answer
    }
  }
}
