package dev.heddle.cli.arguments;

import org.jspecify.annotations.Nullable;

/// The secret that a status page wants to see. Stateless.
public final class StatusToken {
  /// Where to find a token that is not given as an argument: all users can read a process'
  /// arguments.
  private static final String TOKEN_VARIABLE = "HEDDLE_STATUS_TOKEN";

  private StatusToken() {}

  /// The token that was given, or that of the environment; null if there is none.
  public static @Nullable String of(@Nullable String given) throws CommandFailure {
    String token = given == null ? System.getenv(TOKEN_VARIABLE) : given;
    String name = given == null ? TOKEN_VARIABLE : "--status-token";
    if (token != null && token.isBlank()) {
      throw CommandFailure.usage(name + " is empty");
    }
    if (token != null && token.chars().anyMatch(Character::isISOControl)) {
      throw CommandFailure.usage(
          name + " contains a control character, which no request can carry");
    }
    return token;
  }
}
