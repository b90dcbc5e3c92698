package dev.heddle.services.chat;

import dev.heddle.AddressBlock;
import dev.heddle.services.lines.NameRules;
import dev.heddle.services.topics.Entry;
import dev.heddle.services.topics.StorageException;
import dev.heddle.services.topics.Topic;
import dev.heddle.services.topics.Topics;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The bans of the chat. Each change is an entry of a topic that is never forgotten, so bans
/// outlive the server as messages do, and hold on all nodes.
///
/// Guarded by the chat's lock, but for [#follow] and [#store], which wait for the storage.
final class Bans {
  private static final System.Logger LOG = System.getLogger("dev.heddle.chat");
  private static final int MOST = 10_000;
  private static final String BAN = "ban ";
  private static final String UNBAN = "unban ";

  private final Set<Ban> bans = new LinkedHashSet<>();
  private final Topic changes;

  Bans(Topics topics) {
    this.changes = topics.topic(Topics.LASTING + "bans");
  }

  /// Reads the stored bans, and from then on those that are made, here or on other nodes.
  void follow(ChatState chat) throws StorageException {
    var _ = changes.subscribe(1, entries -> apply(chat, entries));
  }

  private void apply(ChatState chat, List<Entry> entries) {
    chat.run(() -> entries.forEach(entry -> apply(chat, entry.author(), entry.text())));
  }

  private void apply(ChatState chat, String operator, String change) {
    try {
      if (change.startsWith(BAN)) {
        Ban ban = Ban.of(change.substring(BAN.length()));
        if (bans.add(ban)) { // else it was made here, and has taken effect
          BanCommands.dropAll(chat, operator, ban);
        }
      } else if (change.startsWith(UNBAN)) {
        bans.remove(Ban.of(change.substring(UNBAN.length())));
      }
    } catch (IllegalArgumentException e) {
      LOG.log(Level.WARNING, "chat: a stored ban is ignored: {0}", e.getMessage());
    }
  }

  /// Stores that a ban was added, or lifted. Without the lock.
  void store(String operator, Ban ban, boolean added) throws StorageException {
    changes.append(operator, (added ? BAN : UNBAN) + ban);
  }

  /// @throws Refusal if there is this ban already, or if there are too many
  void add(Ban ban) throws RefusedException {
    if (bans.size() >= MOST) {
      throw new RefusedException("too many bans: " + MOST);
    }
    if (!bans.add(ban)) {
      throw new RefusedException(ban + " is banned already");
    }
  }

  /// @throws Refusal if there is no such ban
  void remove(Ban ban) throws RefusedException {
    if (!bans.remove(ban)) {
      throw new RefusedException(ban + " is not banned");
    }
  }

  Collection<Ban> all() {
    return bans;
  }

  boolean includes(String name) {
    return bans.contains(new Ban.OfName(NameRules.key(name)));
  }

  boolean includes(AddressBlock address) {
    return bans.contains(new Ban.OfAddress(address));
  }
}
