package dev.heddle.services.lines;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/// Who may give orders: whoever knows the password. Immutable.
public final class Operators {
  /// There are none.
  public static final Operators NONE = new Operators(null);

  private final byte @Nullable [] password;

  private Operators(byte @Nullable [] password) {
    this.password = password;
  }

  /// Those who know this password.
  ///
  /// @throws IllegalArgumentException if it is empty
  public static Operators withPassword(String password) {
    if (password.isEmpty()) {
      throw new IllegalArgumentException("the operators' password is empty");
    }
    return new Operators(password.getBytes(StandardCharsets.UTF_8));
  }

  /// Why somebody who gives this password is none.
  ///
  /// @return null if it is right
  public @Nullable String refusal(String given) {
    if (password == null) {
      return "there are no operators here: no password is set";
    }
    // Takes as long for a password that is wrong in its last letter as in its first.
    return MessageDigest.isEqual(password, given.getBytes(StandardCharsets.UTF_8))
        ? null
        : "wrong password";
  }
}
