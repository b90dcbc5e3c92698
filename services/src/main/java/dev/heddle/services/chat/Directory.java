package dev.heddle.services.chat;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Tells members which rooms there are and who is in them. Thread-safe.
final class Directory {
  private static final int MOST_LISTED = 100;

  private final ChatState chat;

  Directory(ChatState chat) {
    this.chat = chat;
  }

  void rooms(Member member) {
    chat.run(() ->
        chat.tell(member, new ChatEvent.Told("Rooms: " + listed(chat.rooms.all(), Room::view))));
  }

  void who(Member member) throws RefusedException {
    chat.run(() -> {
      Room room = ChatState.roomOf(member);
      String names = listed(room.members(), present -> present.name);
      chat.tell(member, new ChatEvent.Told("In " + room + ": " + names));
    });
  }

  /// As [Member#look].
  void look(Member member) {
    chat.run(() -> {
      List<ChatEvent.RoomView> rooms =
          chat.rooms.all().stream().limit(MOST_LISTED).map(Room::view).toList();
      chat.tell(member, new ChatEvent.RoomList(rooms));
    });
  }

  static List<String> names(Room room, int most) {
    return room.members().stream().limit(most).map(member -> member.name).toList();
  }

  /// Lists the first ones only: there may be thousands, and any member may ask.
  static <T> String listed(Collection<T> all, Function<T, ?> shown) {
    String list =
        all.stream()
            .limit(MOST_LISTED)
            .map(one -> shown.apply(one).toString())
            .collect(Collectors.joining(", "));
    int more = all.size() - MOST_LISTED;
    return more > 0 ? list + " and " + more + " more" : list;
  }
}
