package dev.heddle.services.chat;

import dev.heddle.services.lines.RateLimit;
import dev.heddle.services.topics.StorageException;
import dev.heddle.text.PlainText;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A member of the chat. [#typed] and [#leave] belong to the thread that reads the member's input;
/// the fields are guarded by the chat's lock.
public final class Member implements Person {
  final MemberLink link;

  /// Unlike that of any other member of this node.
  final long id;

  // Guarded by the chat's lock.
  String name;
  int renames;
  @Nullable Room room;
  boolean operator;
  boolean muted;
  boolean gone;
  @Nullable String saying; // while it is being stored

  final String proof;

  private final Chat chat;
  private final RateLimit rate;
  private final @Nullable String token;
  private int wrongPasswords;

  /// Needs the chat's lock.
  Member(Chat chat, MemberLink link, String name, @Nullable String token) {
    this.chat = chat;
    this.id = chat.state.roster.nextId();
    this.link = link;
    this.name = name;
    this.token = token;
    this.proof = Neighbour.proof(token);
    this.rate = new RateLimit(chat.state.settings.burst(), chat.state.settings.perSecond());
  }

  /// Takes a line that the member has typed: a message, or a command. Waits until it is done.
  ///
  /// @return false when the member has left, or was made to
  public boolean typed(String line) throws IOException {
    String text = PlainText.of(line);
    if (!text.isEmpty()) {
      attempt(() -> {
        if (text.startsWith("/")) {
          Command.run(chat, this, text);
        } else {
          chat.messaging.say(this, text);
        }
      });
    }
    link.pace();
    return isPresent();
  }

  /// Runs a member's command, unless it exceeds its rate.
  private interface Attempt {
    void make() throws RefusedException, IOException;
  }

  private void attempt(Attempt attempt) throws IOException {
    try {
      if (!rate.allows()) {
        throw new RefusedException("slow down");
      }
      attempt.make();
    } catch (RefusedException | StorageException e) {
      chat.state.tell(this, ChatEvent.Refused.because(e));
    }
  }

  /// Moves to another room, as by `/join`, and catches up there.
  ///
  /// @param from the number of the first message wanted; 0 for the latest few
  public void visit(String room, long from) throws IOException {
    attempt(() -> {
      chat.navigation.join(this, room);
      if (from > 0) {
        chat.roomHistory.catchUp(this, from - 1);
      }
    });
    link.pace();
  }

  /// Is sent [ChatEvent.RoomList], unless it asks too often.
  public void look() {
    if (rate.allows()) {
      chat.directory.look(this);
    }
  }

  /// Sends the messages of the member's room after the last one that it has seen: for members that
  /// reconnect. Messages of the meantime may arrive twice; their numbers show it.
  ///
  /// @param sequence the number of the last message seen
  public void catchUp(long sequence) throws IOException {
    try {
      chat.roomHistory.catchUp(this, sequence);
    } catch (RefusedException | StorageException e) {
      chat.state.tell(this, ChatEvent.Refused.because(e));
    }
  }

  /// The member's connection has ended. A second call does nothing.
  public void leave() {
    chat.state.run(() -> chat.state.remove(this, "left"));
  }

  @Override
  public String name() {
    return name;
  }

  /// Whether it entered with this token.
  boolean isOf(@Nullable String other) {
    return token != null && token.equals(other);
  }

  private boolean isPresent() {
    return chat.state.call(() -> !gone);
  }

  /// @return whether these were too many
  boolean countWrongPassword() {
    return ++wrongPasswords >= 3;
  }
}
