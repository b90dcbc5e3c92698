package dev.heddle.services.chat;

import dev.heddle.services.topics.Entry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a [Line] tells, for those who show it in a way of their own. Immutable.
public sealed interface Event {

  /// The line as members on TCP see it.
  String text();

  /// Somebody has said something in the member's room.
  record Said(Entry entry) implements Event {
    @Override
    public String text() {
      return entry.author() + ": " + entry.text();
    }
  }

  /// Somebody has said something to one person.
  ///
  /// @param words what was said
  record Whispered(String from, String to, String words) implements Event {
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
  /// @param names those who are, up to [#MOST_NAMES], in the order in which they came
  record Arrived(String room, String you, int present, List<String> names, String text)
      implements Event {
    /// How many people in a room are told by name.
    public static final int MOST_NAMES = 500;

    public Arrived {
      names = List.copyOf(names);
    }
  }

  /// The member is in no room any more.
  record Parted(String room) implements Event {
    @Override
    public String text() {
      return "You have left #" + room + ". /join ROOM takes you to another.";
    }
  }

  /// Somebody else has come into the room.
  record Joined(String name) implements Event {
    @Override
    public String text() {
      return "* " + name + " joined";
    }
  }

  /// Somebody is no longer in the room.
  ///
  /// @param how `left`, or what was done to whoever did not go
  record Left(String name, String how) implements Event {
    @Override
    public String text() {
      return "* " + name + ' ' + how;
    }
  }

  /// Somebody in the room, maybe the member itself, has another name.
  record Renamed(String from, String to) implements Event {
    @Override
    public String text() {
      return "* " + from + " is now " + to;
    }
  }

  /// What the room is about.
  ///
  /// @param author who has just set it; null for the topic that was there
  record Subject(@Nullable String author, String subject) implements Event {
    @Override
    public String text() {
      return "* " + (author == null ? "the topic is: " : author + " set the topic: ") + subject;
    }
  }

  /// The rooms in which somebody is: the answer to [Member#look].
  record Rooms(List<RoomView> rooms) implements Event {
    public Rooms {
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
  record Notice(String what) implements Event {
    @Override
    public String text() {
      return "* " + what;
    }
  }

  /// An answer to the member's command.
  record Told(String text) implements Event {}

  /// What the member wants cannot be.
  record Refused(String reason) implements Event {
    static Refused because(Exception cause) {
      return new Refused(String.valueOf(cause.getMessage()));
    }

    @Override
    public String text() {
      return "error: " + reason;
    }
  }
}
