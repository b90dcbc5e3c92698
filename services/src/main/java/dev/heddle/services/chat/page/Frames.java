package dev.heddle.services.chat.page;

import dev.heddle.Message;
import dev.heddle.http.websocket.WebSocket;
import dev.heddle.services.chat.Event;
import dev.heddle.services.chat.Line;
import dev.heddle.services.topics.Entry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lines as the page reads them. Thread-safe.
///
/// A line to many members is encoded once: this is called for one after the other.
final class Frames {
  private volatile @Nullable Encoded latest;

  private record Encoded(Line line, Message frame) {}

  Message of(Line line) {
    Encoded known = latest;
    if (known == null || known.line != line) {
      known = new Encoded(line, frame(fields(line.event())));
      latest = known;
    }
    return known.frame;
  }

  /// What the member itself has said.
  static Message own(Line line) {
    return frame(
        line.event() instanceof Event.Said(Entry entry)
            ? said("mine", entry)
            : fields(line.event()));
  }

  static Message last(Line line) {
    return frame(List.of("end", reason(line.event())));
  }

  static Message frame(List<String> fields) {
    return WebSocket.text(String.join("\t", fields));
  }

  private static String reason(Event event) {
    return event instanceof Event.Refused(String reason) ? reason : event.text();
  }

  private static List<String> fields(Event event) {
    return switch (event) {
      case Event.Said(Entry entry) -> said("said", entry);
      case Event.Whispered(String from, String to, String words) ->
          List.of("whisper", from, to, words);
      case Event.Arrived arrived -> here(arrived);
      case Event.Parted(String room) -> List.of("away", room);
      case Event.Joined(String name) -> List.of("joined", name);
      case Event.Left(String name, String how) -> List.of("left", name, how);
      case Event.Renamed(String from, String to) -> List.of("renamed", from, to);
      case Event.Subject(@Nullable String author, String subject) ->
          List.of("subject", author == null ? "" : author, subject);
      case Event.Rooms(List<Event.RoomView> rooms) -> rooms(rooms);
      case Event.Notice(String what) -> List.of("notice", what);
      case Event.Told(String text) -> List.of("told", text);
      case Event.Refused(String reason) -> List.of("error", reason);
    };
  }

  private static List<String> said(String kind, Entry entry) {
    return List.of(
        kind,
        Long.toString(entry.sequence()),
        Long.toString(entry.time().toEpochMilli()),
        entry.author(),
        entry.text());
  }

  private static List<String> here(Event.Arrived arrived) {
    var fields = new ArrayList<String>();
    fields.add("here");
    fields.add(arrived.room());
    fields.add(arrived.you());
    fields.add(Integer.toString(arrived.present()));
    fields.addAll(arrived.names());
    return fields;
  }

  private static List<String> rooms(List<Event.RoomView> rooms) {
    var fields = new ArrayList<String>();
    fields.add("rooms");
    for (Event.RoomView room : rooms) {
      fields.add(room.name());
      fields.add(Integer.toString(room.present()));
      fields.add(Long.toString(room.latest()));
    }
    return fields;
  }
}
