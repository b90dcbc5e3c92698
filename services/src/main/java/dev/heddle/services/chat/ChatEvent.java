package dev.heddle.services.chat;

import dev.heddle.services.topics.Entry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The content of a [ChatLine], for clients that display it in their own way. Immutable.
public sealed interface ChatEvent {

  /// The line as members on TCP see it.
  String text();

  /// A message in the member's room.
  record Said(Entry entry) implements ChatEvent {
    @Override
    public String text() {
      return entry.author() + ": " + entry.text();
    }
  }

  /// A private message.
  ///
  /// @param words the message
  record Whispered(String from, String to, String words) implements ChatEvent {
    @Override
    public String text() {
      return from + " (to you): " + words;
    }
  }

  /// The member has come into a room. The room's topic, if any, and its latest messages follow.
  ///
  /// @param room without the `#`
  /// @param you the member's own name
  /// @param present how many are there now
  /// @param names the members, up to [#MOST_NAMES], in the order of arrival
  record Arrived(String room, String you, int present, List<String> names, String text)
      implements ChatEvent {
    /// How many members of a room are listed by name.
    public static final int MOST_NAMES = 500;

    public Arrived {
      names = List.copyOf(names);
    }
  }

  /// The member is in no room any more.
  record Parted(String room) implements ChatEvent {
    @Override
    public String text() {
      return "You have left #" + room + ". /join ROOM takes you to another.";
    }
  }

  /// Another member has entered the room.
  record Joined(String name) implements ChatEvent {
    @Override
    public String text() {
      return "* " + name + " joined";
    }
  }

  /// A member is no longer in the room.
  ///
  /// @param how `left`, or how the member was removed
  record Left(String name, String how) implements ChatEvent {
    @Override
    public String text() {
      return "* " + name + ' ' + how;
    }
  }

  /// A member of the room, perhaps this one, has a new name.
  record Renamed(String from, String to) implements ChatEvent {
    @Override
    public String text() {
      return "* " + from + " is now " + to;
    }
  }

  /// What the room is about.
  ///
  /// @param author the member who has just set it; null for the topic that was there
  record Subject(@Nullable String author, String subject) implements ChatEvent {
    @Override
    public String text() {
      return "* " + (author == null ? "the topic is: " : author + " set the topic: ") + subject;
    }
  }

  /// The rooms that have members: the answer to [Member#look].
  record RoomList(List<RoomView> rooms) implements ChatEvent {
    public RoomList {
      rooms = List.copyOf(rooms);
    }

    @Override
    public String text() {
      return "Rooms: " + String.join(", ", rooms.stream().map(RoomView::toString).toList());
    }
  }

  /// A room from outside.
  ///
  /// @param name without the `#`
  /// @param present how many are in it
  /// @param latest the number of the latest message; 0 if there is none
  record RoomView(String name, int present, long latest) {
    @Override
    public String toString() {
      return '#' + name + " (" + present + ')';
    }
  }

  /// Something else has happened.
  record Notice(String what) implements ChatEvent {
    @Override
    public String text() {
      return "* " + what;
    }
  }

  /// An answer to the member's command.
  record Told(String text) implements ChatEvent {}

  /// What the member wants cannot be.
  record Refused(String reason) implements ChatEvent {
    static Refused because(Exception cause) {
      return new Refused(String.valueOf(cause.getMessage()));
    }

    @Override
    public String text() {
      return "error: " + reason;
    }
  }
}
