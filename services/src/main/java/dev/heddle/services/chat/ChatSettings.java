package dev.heddle.services.chat;

import dev.heddle.services.lines.Operators;

/// How a chat is run. Immutable.
///
/// @param operators recognizes those who may kick, mute and ban
/// @param burst how many lines a member may send at once
/// @param perSecond how many a second after that
/// @param longestMessage in characters
/// @param sendQueueBytes how much may wait for a member that does not read
/// @param perAddress what all members of one address may do together
public record ChatSettings(
    Operators operators,
    int burst,
    int perSecond,
    int longestMessage,
    int sendQueueBytes,
    PerAddress perAddress) {

  /// No operators; 10 lines at once and then 5 a second, of up to 2,000 characters; 256 KiB.
  public static final ChatSettings DEFAULT =
      new ChatSettings(Operators.NONE, 10, 5, 2000, 256 * 1024, PerAddress.DEFAULT);

  /// What all members of one address may do together, since connections cost them nothing. A class
  /// behind one router is one address.
  ///
  /// @param burst how many rooms may be opened and names changed at once
  /// @param perSecond how many a second after that
  /// @param historyBurst how many messages of history may be asked for at once
  /// @param historyPerSecond how many a second after that
  public record PerAddress(int burst, int perSecond, int historyBurst, int historyPerSecond) {
    /// 300 rooms and names at once, and then 10 a second; 20,000 messages, and then 500 a second.
    public static final PerAddress DEFAULT = new PerAddress(300, 10, 20_000, 500);
  }

  public ChatSettings withOperators(Operators operators) {
    return new ChatSettings(
        operators, burst, perSecond, longestMessage, sendQueueBytes, perAddress);
  }

  /// Another bound on how much a member may say.
  public ChatSettings withRate(int burst, int perSecond) {
    return new ChatSettings(
        operators, burst, perSecond, longestMessage, sendQueueBytes, perAddress);
  }

  /// Other bounds on what the members of one address may do.
  public ChatSettings withPerAddress(PerAddress perAddress) {
    return new ChatSettings(
        operators, burst, perSecond, longestMessage, sendQueueBytes, perAddress);
  }
}
