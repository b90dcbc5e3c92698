package dev.heddle.services.chat;

import dev.heddle.Connection;
import dev.heddle.Handler;
import dev.heddle.Limits;
import dev.heddle.OverflowPolicy;
import dev.heddle.Server;
import dev.heddle.ServerListener;
import dev.heddle.services.lines.ClientLines;
import dev.heddle.services.nodes.Company;
import dev.heddle.services.topics.StorageException;
import dev.heddle.services.topics.Topics;
import dev.heddle.text.Durations;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Rooms in which people talk. A message goes to a topic first, and to the members when it is
/// stored there: all see the same messages in the same order, and none that a crash loses. Several
/// nodes can serve the same rooms together.
///
/// As a handler, it serves members on TCP; others come by [#enter]. Thread-safe.
public final class Chat implements Handler, ServerListener {
  final ChatState state;
  final Messaging messaging;
  final Navigation navigation;
  final Naming naming;
  final Directory directory;
  final RoomHistory roomHistory;
  final Moderation moderation;
  final BanCommands banCommands;
  private final Letters letters;
  private final Company company;
  private volatile long drainEnds = System.nanoTime(); // without a drain, nobody is waited for

  /// @param topics closed with the server
  public Chat(Topics topics, ChatSettings settings) {
    this(topics, Company.alone(), settings);
  }

  /// A chat that other nodes serve, too.
  ///
  /// @param topics shared with the other nodes; closed with the server
  /// @param company the other nodes; left when the server closes
  public Chat(Topics topics, Company company, ChatSettings settings) {
    this.company = company;
    this.state = new ChatState(topics, company, settings);
    this.letters = new Letters(state, company);
    this.messaging = new Messaging(state, letters);
    this.navigation = new Navigation(state, messaging);
    this.naming = new Naming(state);
    this.directory = new Directory(state);
    this.roomHistory = new RoomHistory(state);
    this.moderation = new Moderation(state, letters);
    this.banCommands = new BanCommands(state);
  }

  /// A server for a chat; it opens the topics when it starts.
  public Server.Builder server() {
    return Server.builder(this).listener(this).fewestConnections(2).limits(limits(state.settings));
  }

  /// The limits that a server with this chat needs: see [MemberLink#send].
  public static Limits limits(ChatSettings settings) {
    return Limits.DEFAULT.withOutbox(settings.sendQueueBytes(), OverflowPolicy.DROP_NEWEST);
  }

  @Override
  public void handle(Connection connection) throws IOException {
    Member member = enter(new TcpLink(connection));
    if (member == null) {
      return;
    }
    try {
      boolean present = true;
      for (String line; present && (line = ClientLines.next(connection)) != null; ) {
        present = member.typed(line);
      }
    } finally {
      member.leave();
    }
  }

  /// A new member enters the lobby. Waits for the lobby's history.
  ///
  /// @return null if the address is banned or the chat is full or ending; the reason has been sent
  ///   and the link ended
  public @Nullable Member enter(MemberLink link) {
    return enter(link, null, Navigation.LOBBY, null);
  }

  /// A new member enters a room under a chosen name. If the name is not allowed, the member gets
  /// another one, and the reason.
  ///
  /// @param name null for one that is given
  /// @param token a secret of this person: a member of this name with the same token is the same
  ///   person on a dead connection, and is replaced. Null for none
  /// @return likewise
  public @Nullable Member enter(
      MemberLink link, @Nullable String name, String room, @Nullable String token) {
    try {
      Entrant entrant = admit(link, name, token);
      if (entrant == null) {
        return null;
      }
      return welcome(entrant, room);
    } catch (RefusedException e) {
      link.end(ChatLine.of(ChatEvent.Refused.because(e)));
    } catch (StorageException e) {
      link.turnAway(ChatLine.of(ChatEvent.Refused.because(e)));
    }
    return null;
  }

  private Member welcome(Entrant entrant, String room) throws RefusedException, StorageException {
    Member member = entrant.member;
    try {
      navigation.welcome(member, room);
    } catch (RefusedException | StorageException e) {
      member.leave();
      throw e;
    }
    if (entrant.refusal != null) {
      state.tell(member, new ChatEvent.Refused(entrant.refusal));
    }
    return member;
  }

  /// A new member, and why it has not got the name that it chose; null if it has.
  private record Entrant(Member member, @Nullable String refusal) {}

  /// Gives a new member a name that no member has on any node.
  private @Nullable Entrant admit(MemberLink link, @Nullable String name, @Nullable String token)
      throws StorageException {
    Entrant entrant = state.call(() -> prepare(link, name, token));
    if (entrant == null) {
      return null;
    }
    Member member = entrant.member;
    String refusal = entrant.refusal;
    String wanted = refusal == null ? name : null;
    try {
      for (String holder; (holder = naming.claim(member)) != null; wanted = null) {
        refusal = wanted == null ? refusal : "name taken: " + holder;
        state.run(() -> naming.giveAnother(member));
      }
    } catch (StorageException e) {
      member.leave();
      throw e;
    }
    return new Entrant(member, refusal);
  }

  /// Under the lock: the name is not yet known to be free on other nodes.
  private @Nullable Entrant prepare(
      MemberLink link, @Nullable String name, @Nullable String token) {
    if (state.bans.includes(link.address())) {
      link.end(ChatLine.of(new ChatEvent.Refused("you are banned")));
      return null;
    }
    Member former = name == null ? null : state.roster.find(name);
    if (former != null && former.isOf(token)) {
      state.drop(former, new ChatEvent.Told("you have reconnected from elsewhere"), "left");
    }
    String refusal = name == null ? null : naming.refusalToEnter(name);
    String own = name == null || refusal != null ? state.roster.nextName() : name;
    var member = new Member(this, link, own, token);
    state.roster.add(member);
    return new Entrant(member, refusal);
  }

  @Override
  public void starting() throws StorageException {
    state.neighbours.start(state);
    letters.start();
    state.bans.follow(state);
  }

  @Override
  public void draining(Duration patience) {
    drainEnds = System.nanoTime() + Durations.nanos(patience);
    state.run(state::close);
  }

  /// Members on a page are clients of another server, which may drain longer: what they say until
  /// they leave is stored, too, within this server's patience.
  @Override
  public void closed() {
    try {
      state.awaitNobody(drainEnds - System.nanoTime());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    company.close();
    state.topics.close();
  }
}
