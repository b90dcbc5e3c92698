package dev.heddle.services.chat;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Tells members which rooms there are and who is in them. Thread-safe.
final class Directory {
  private static final int MOST_LISTED = 100;

  private final ChatState chat;

  Directory(ChatState chat) {
    this.chat = chat;
  }

  void rooms(Member member) {
    chat.run(
        () -> chat.tell(member, new ChatEvent.Told("Rooms: " + listed(views(), view -> view))));
  }

  void who(Member member) throws RefusedException {
    chat.run(() -> {
      Room room = ChatState.roomOf(member);
      String names = listed(names(chat, room.name, Integer.MAX_VALUE), name -> name);
      chat.tell(member, new ChatEvent.Told("In " + room + ": " + names));
    });
  }

  /// As [Member#look].
  void look(Member member) {
    chat.run(() -> {
      List<ChatEvent.RoomView> rooms = views().stream().limit(MOST_LISTED).toList();
      chat.tell(member, new ChatEvent.RoomList(rooms));
    });
  }

  /// The rooms of all nodes.
  private List<ChatEvent.RoomView> views() {
    var names = new TreeSet<>(chat.neighbours.rooms());
    chat.rooms.all().forEach(room -> names.add(room.name));
    return names.stream().map(this::view).toList();
  }

  private ChatEvent.RoomView view(String name) {
    Room room = chat.rooms.find(name);
    return new ChatEvent.RoomView(name, chat.present(name), room == null ? 0 : room.latest());
  }

  /// Who is in a room: this node's members in the order of arrival, then those of the others.
  static List<String> names(ChatState chat, String room, int most) {
    Room open = chat.rooms.find(room);
    Stream<Person> own = open == null ? Stream.of() : open.members().stream().map(one -> one);
    Stream<Person> others = chat.neighbours.in(room).stream().map(one -> one);
    return Stream.concat(own, others).limit(most).map(Person::name).toList();
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
