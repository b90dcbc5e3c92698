package dev.heddle.services.chat;

import dev.heddle.services.lines.Operators;

/// How a chat is run. Immutable.
///
/// @param operators who may kick, mute and ban
/// @param burst how many lines a member may send at once
/// @param perSecond how many a second after that
/// @param longestMessage in characters
/// @param sendQueueBytes how much may wait for a member that does not read
public record ChatSettings(
    Operators operators, int burst, int perSecond, int longestMessage, int sendQueueBytes) {

  /// No operators; 10 lines at once and then 5 a second, of up to 2,000 characters; 256 KiB.
  public static final ChatSettings DEFAULT =
      new ChatSettings(Operators.NONE, 10, 5, 2000, 256 * 1024);

  public ChatSettings withOperators(Operators operators) {
    return new ChatSettings(operators, burst, perSecond, longestMessage, sendQueueBytes);
  }

  /// Another bound on how much a member may say.
  public ChatSettings withRate(int burst, int perSecond) {
    return new ChatSettings(operators, burst, perSecond, longestMessage, sendQueueBytes);
  }
}
