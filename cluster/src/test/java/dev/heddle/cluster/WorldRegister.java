package dev.heddle.cluster;

import dev.heddle.services.nodes.Register;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A register in a world, in which each node holds its own name. All see it at the same moment, and
/// leases end when the test says so. Thread-safe.
final class WorldRegister {
  private final Set<String> holders = new LinkedHashSet<>(); // guarded by this
  private final List<View> views = new ArrayList<>(); // likewise

  /// As one node sees it.
  synchronized Register of(String node) {
    var view = new View(node);
    views.add(view);
    return view;
  }

  /// The node has a lease, perhaps again, and holds its name.
  synchronized void begin(String node) {
    holders.add(node);
    views.forEach(view -> view.show(null, node));
  }

  /// The node's lease ends: it is taken for dead.
  synchronized void end(String node) {
    holders.remove(node);
    views.forEach(view -> view.show(node, null));
  }

  private final class View implements Register {
    private final String node;
    private @Nullable Watcher watcher;

    View(String node) {
      this.node = node;
    }

    private void show(@Nullable String before, @Nullable String now) {
      if (watcher != null) {
        watcher.changed(holding(before), holding(now));
      }
    }

    private @Nullable Holding holding(@Nullable String name) {
      return name == null ? null : new Holding(name, name, "", name.equals(node));
    }

    @Override
    public void watch(Watcher added) {
      synchronized (WorldRegister.this) {
        watcher = added;
        holders.forEach(name -> show(null, name));
      }
    }

    @Override
    public @Nullable Holding claim(String key, String value, Predicate<Holding> mayTake) {
      begin(node);
      return null;
    }

    @Override
    public void set(String key, String value) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void release(String key) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      end(node);
    }
  }
}
