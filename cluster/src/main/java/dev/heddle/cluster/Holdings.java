package dev.heddle.cluster;

import dev.heddle.services.nodes.Register;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which node holds what, computed from the messages of the register's stream: the same on all
/// nodes that have read it up to the same message.
///
/// An owner is a lease of a node. It is announced by a message and ended by another one, by itself
/// or by a node that has not heard of it for some seconds. Whatever it wrote, before or afterwards,
/// counts only between these two: a node that was paused cannot act on what it had.
///
/// Not thread-safe.
final class Holdings {
  /// What an owner's own key begins with; no other key's token contains it.
  static final String OWNER = "~";

  private final String node;
  private final Map<String, Written> written = new HashMap<>(); // by token
  private final Map<String, Owner> owners = new HashMap<>(); // those that count

  /// @param node this node
  Holdings(String node) {
    this.node = node;
  }

  /// The latest message of a token.
  ///
  /// @param claim null if the key was given back
  private record Written(long revision, @Nullable Claim claim) {}

  /// A lease, by its latest message.
  private record Owner(long revision, String description) {}

  /// A change of who holds a key.
  record Change(String key, Register.@Nullable Holding before, Register.@Nullable Holding now) {}

  /// A message was read.
  ///
  /// @param token the last part of its subject
  /// @return what it changes
  List<Change> apply(String token, long revision, @Nullable Claim claim) {
    if (token.startsWith(OWNER)) {
      return applyOwner(token.substring(OWNER.length()), revision, claim);
    }
    String key = Claim.key(token);
    Register.Holding before = held(key);
    written.put(token, new Written(revision, claim));
    Register.Holding now = held(key);
    return before == null && now == null ? List.of() : List.of(new Change(key, before, now));
  }

  private List<Change> applyOwner(String owner, long revision, @Nullable Claim begins) {
    if (begins == null) {
      List<Register.Holding> held = heldBy(owner);
      owners.remove(owner);
      return held.stream().map(each -> new Change(each.key(), each, null)).toList();
    }
    boolean isNew = owners.put(owner, new Owner(revision, begins.value())) == null;
    return isNew // what was claimed with it before counts from now on
        ? heldBy(owner).stream().map(each -> new Change(each.key(), null, each)).toList()
        : List.of();
  }

  private List<Register.Holding> heldBy(String owner) {
    var all = new ArrayList<Register.Holding>();
    for (var each : written.entrySet()) {
      Claim claim = each.getValue().claim;
      if (claim != null && claim.owner().equals(owner)) {
        Register.Holding held = held(Claim.key(each.getKey()));
        if (held != null) {
          all.add(held);
        }
      }
    }
    return all;
  }

  /// The holder of a key; null if there is none.
  Register.@Nullable Holding held(String key) {
    Written latest = written.get(Claim.token(key));
    if (latest == null || latest.claim == null || !owners.containsKey(latest.claim.owner())) {
      return null;
    }
    Claim claim = latest.claim;
    return new Register.Holding(key, claim.node(), claim.value(), claim.node().equals(node));
  }

  /// The number of the latest message of a key; 0 if there is none.
  long revision(String key) {
    Written latest = written.get(Claim.token(key));
    return latest == null ? 0 : latest.revision;
  }

  /// The key has no message any more, unless another one than this has come.
  void forget(String key, long revision) {
    if (revision(key) == revision) {
      written.remove(Claim.token(key));
    }
  }

  /// The owners that count.
  Set<String> owners() {
    return Set.copyOf(owners.keySet());
  }

  /// The number of an owner's message; 0 if it does not count.
  long ownerRevision(String owner) {
    Owner found = owners.get(owner);
    return found == null ? 0 : found.revision;
  }

  /// The nodes that are alive, and how many keys each holds.
  List<NodeView> nodes(String service) {
    Map<String, Integer> held = new HashMap<>();
    all().forEach(each -> held.merge(each.node(), 1, Integer::sum));
    return owners.entrySet().stream()
        .map(each -> {
          String id = Claim.node(each.getKey());
          String description = each.getValue().description;
          return new NodeView(service, id, description, held.getOrDefault(id, 0), id.equals(node));
        })
        .sorted(Comparator.comparing(NodeView::description).thenComparing(NodeView::node))
        .toList();
  }

  /// All that is held.
  List<Register.Holding> all() {
    var all = new ArrayList<Register.Holding>();
    for (String token : written.keySet()) {
      Register.Holding held = held(Claim.key(token));
      if (held != null) {
        all.add(held);
      }
    }
    return all;
  }
}
