package dev.heddle.services.chat;

import dev.heddle.services.topics.Entry;
import dev.heddle.services.topics.StorageException;
import dev.heddle.services.topics.Topic;
import java.io.IOException;
import java.util.List;

/// Shows members what was said in their room before. Thread-safe; waits for the storage and for the
/// member.
final class RoomHistory {
  private static final int MOST = 1000;

  /// How many messages are read at once.
  private static final int PIECE = 50;

  private final ChatState chat;

  RoomHistory(ChatState chat) {
    this.chat = chat;
  }

  /// The latest messages, as many as the argument says.
  void show(Member member, String argument) throws RefusedException, IOException {
    int count = argument.matches("[0-9]{1,4}") ? Integer.parseInt(argument) : 0;
    if (count < 1 || count > MOST) {
      throw new RefusedException("write " + Command.HISTORY.usage() + ", N from 1 to " + MOST);
    }
    Topic topic = topicOf(member);
    long latest = latest(topic);
    if (latest == 0) {
      chat.tell(member, new ChatEvent.Notice("nothing has been said here yet"));
    }
    show(member, topic, latest - count + 1, latest);
  }

  /// What the member has missed since a message that it has seen.
  void catchUp(Member member, long sequence) throws RefusedException, IOException {
    Topic topic = topicOf(member);
    long latest = latest(topic);
    show(member, topic, Math.max(sequence, latest - MOST) + 1, latest);
  }

  private Topic topicOf(Member member) throws RefusedException {
    return chat.call(() -> ChatState.roomOf(member).topic);
  }

  private static long latest(Topic topic) throws StorageException {
    List<Entry> last = topic.last(1);
    return last.isEmpty() ? 0 : last.getFirst().sequence();
  }

  /// In pieces, of which the member has to take one before the next one is read: a member that does
  /// not read holds one piece of memory, and others get their turn in between.
  private void show(Member member, Topic topic, long first, long last)
      throws RefusedException, IOException {
    for (long next = first; next <= last; ) {
      List<Entry> piece = topic.from(next, (int) Math.min(PIECE, last - next + 1));
      if (piece.isEmpty()) {
        return; // the rest was deleted meanwhile
      }
      if (!chat.history.allows(member.link.address(), piece.size())) {
        throw new RefusedException("slow down: too much history for your address");
      }
      for (Entry entry : piece) {
        chat.tell(member, new ChatEvent.Said(entry));
        member.link.pace();
      }
      next = piece.getLast().sequence() + 1;
    }
  }
}
