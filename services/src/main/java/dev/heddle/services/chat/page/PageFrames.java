package dev.heddle.services.chat.page;

import dev.heddle.Message;
import dev.heddle.http.websocket.WebSocket;
import dev.heddle.services.chat.ChatEvent;
import dev.heddle.services.chat.ChatLine;
import dev.heddle.services.topics.Entry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lines as the page reads them. Thread-safe.
///
/// A line to many members is encoded once: this is called for one after the other.
final class PageFrames {
  private volatile @Nullable Encoded latest;

  private record Encoded(ChatLine line, Message frame) {}

  Message of(ChatLine line) {
    Encoded known = latest;
    if (known == null || known.line != line) {
      known = new Encoded(line, frame(fields(line.event())));
      latest = known;
    }
    return known.frame;
  }

  /// What the member itself has said.
  static Message own(ChatLine line) {
    return frame(
        line.event() instanceof ChatEvent.Said(Entry entry)
            ? said("mine", entry)
            : fields(line.event()));
  }

  static Message last(ChatLine line) {
    return frame(List.of("end", reason(line.event())));
  }

  static Message frame(List<String> fields) {
    return WebSocket.text(String.join("\t", fields));
  }

  private static String reason(ChatEvent event) {
    return event instanceof ChatEvent.Refused(String reason) ? reason : event.text();
  }

  private static List<String> fields(ChatEvent event) {
    return switch (event) {
      case ChatEvent.Said(Entry entry) -> said("said", entry);
      case ChatEvent.Whispered(String from, String to, String words) ->
          List.of("whisper", from, to, words);
      case ChatEvent.Arrived arrived -> here(arrived);
      case ChatEvent.Parted(String room) -> List.of("away", room);
      case ChatEvent.Joined(String name) -> List.of("joined", name);
      case ChatEvent.Left(String name, String how) -> List.of("left", name, how);
      case ChatEvent.Renamed(String from, String to) -> List.of("renamed", from, to);
      case ChatEvent.Subject(@Nullable String author, String subject) ->
          List.of("subject", author == null ? "" : author, subject);
      case ChatEvent.RoomList(List<ChatEvent.RoomView> rooms) -> rooms(rooms);
      case ChatEvent.Notice(String what) -> List.of("notice", what);
      case ChatEvent.Told(String text) -> List.of("told", text);
      case ChatEvent.Refused(String reason) -> List.of("error", reason);
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

  private static List<String> here(ChatEvent.Arrived arrived) {
    var fields = new ArrayList<String>();
    fields.add("here");
    fields.add(arrived.room());
    fields.add(arrived.you());
    fields.add(Integer.toString(arrived.present()));
    fields.addAll(arrived.names());
    return fields;
  }

  private static List<String> rooms(List<ChatEvent.RoomView> rooms) {
    var fields = new ArrayList<String>();
    fields.add("rooms");
    for (ChatEvent.RoomView room : rooms) {
      fields.add(room.name());
      fields.add(Integer.toString(room.present()));
      fields.add(Long.toString(room.latest()));
    }
    return fields;
  }
}
