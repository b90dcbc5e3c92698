package dev.heddle.services.lines;

import dev.heddle.AddressBlock;
import dev.heddle.http.GuessLimit;
import dev.heddle.http.GuessLimit.Result;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/// Authorizes operators by password. Wrong guesses delay their address: see [GuessLimit].
/// Thread-safe.
public final class Operators {
  /// There are none.
  public static final Operators NONE = new Operators(null, new GuessLimit("operator password"));

  private final byte @Nullable [] password;
  private final GuessLimit guesses;

  /// What became of a try to become an operator.
  public sealed interface Attempt {
    /// The password is right.
    record Accepted() implements Attempt {}

    /// The password is wrong, was not looked at, or is not set.
    ///
    /// @param reason shown to the user
    /// @param isGuess whether it was wrong: a connection that guesses some times should be closed
    record Rejected(String reason, boolean isGuess) implements Attempt {}
  }

  private Operators(byte @Nullable [] password, GuessLimit guesses) {
    this.password = password;
    this.guesses = guesses;
  }

  /// Operators with this password.
  ///
  /// @throws IllegalArgumentException if it is empty
  public static Operators withPassword(String password) {
    return withPassword(password, new GuessLimit("operator password"));
  }

  /// Likewise, with a bound on guessing that others share, or with a clock of its own.
  ///
  /// @throws IllegalArgumentException likewise
  public static Operators withPassword(String password, GuessLimit guesses) {
    if (password.isEmpty()) {
      throw new IllegalArgumentException("the operators' password is empty");
    }
    return new Operators(password.getBytes(StandardCharsets.UTF_8), guesses);
  }

  /// Checks a password given from the address `from`. Never waits.
  public Attempt attempt(AddressBlock from, String given) {
    byte[] right = password;
    if (right == null) {
      return new Attempt.Rejected("there are no operators here: no password is set", false);
    }
    // Takes as long for a password that is wrong in its last letter as in its first.
    byte[] bytes = given.getBytes(StandardCharsets.UTF_8);
    return switch (guesses.check(from, () -> MessageDigest.isEqual(right, bytes))) {
      case Result.Right() -> new Attempt.Accepted();
      case Result.Wrong _ -> new Attempt.Rejected("wrong password", true);
      case Result.TooEarly(long seconds) ->
          new Attempt.Rejected("not checked: try again in " + seconds + " s", false);
    };
  }
}
