package dev.heddle.sim.disk;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The changes of names that are not on the disk yet, oldest first.
final class Journal {
  /// Beyond this, the oldest changes are stored, as a kernel does after a while.
  private static final int MOST_UNSYNCED = 1000;

  private final Deque<List<Entry>> changes = new ArrayDeque<>();
  private long stored; // changes, since the beginning

  /// @param node null if the name is taken away
  record Entry(Folder folder, String name, @Nullable Inode node) {}

  /// Changes names, all of them or none.
  void change(Entry... entries) {
    for (Entry entry : entries) {
      entry.folder.set(entry.name, entry.node);
    }
    changes.add(List.of(entries));
    if (changes.size() > MOST_UNSYNCED) {
      store();
    }
  }

  /// Stores all changes until now. If that fails, they may be stored later.
  void sync(Disk disk) throws IOException {
    long upTo = stored + changes.size();
    disk.sync();
    while (stored < upTo) {
      store();
    }
  }

  private void store() {
    changes.remove().forEach(entry -> entry.folder.store(entry.name, entry.node));
    stored++;
  }

  void crash(Loss loss) {
    for (int kept = loss.kept(changes.size()); kept > 0; kept--) {
      store();
    }
    stored += changes.size();
    changes.clear();
  }
}
