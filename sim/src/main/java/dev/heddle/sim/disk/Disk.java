package dev.heddle.sim.disk;

import dev.heddle.sim.hooks.Hooks;
import dev.heddle.sim.net.Surroundings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/// A host's disk. Its files are reached through [Path]s, by `Files` and `FileChannel`. Belongs to
/// the world's threads.
///
/// What is written can be read at once, but is on the disk only when its file has been synced by
/// `force`, and a name that was given or taken, when its folder has. Of what was not, a crash keeps
/// nothing, all, what came first, or any sectors of 512 bytes, as the seed decides; where a file
/// grew and its bytes are lost, there are zeros. Names are kept in the order in which they changed.
public final class Disk {
  private static final long CALL_NANOS = 2_000;
  private static final long CALL_MORE_NANOS = 18_000;
  private static final long SYNC_NANOS = 500_000;
  private static final long SYNC_MORE_NANOS = 4_500_000;
  private static final int SLOWER = 500;
  private static final int ROOM_LEFT = 4096;

  private final String host;
  private final Surroundings world;
  private final Journal journal = new Journal();
  private final DiskFileSystem fileSystem;
  private final Folder root = new Folder();
  private boolean slow;
  private boolean full;
  private int room; // bytes that fit, if it is full
  private int failing; // syncs
  private int boots;

  public Disk(String host, Surroundings world) {
    this.host = host;
    this.world = world;
    this.fileSystem = new DiskFileSystem(host, this);
  }

  /// A path on this disk. Relative ones begin at its root.
  public Path path(String first, String... more) {
    return fileSystem.getPath(first, more);
  }

  /// From now on, each sync takes 0.25 to 2.5 s; or 0.5 to 5 ms again.
  public Disk slow(boolean on) {
    tell(on, slow, "is slow", "is no longer slow");
    slow = on;
    return this;
  }

  /// From now on, files cannot grow by more than a few bytes, up to 4,095 in all; or grow again.
  public Disk full(boolean on) {
    tell(on, full, "is full", "has room again");
    full = on;
    room = on ? below(ROOM_LEFT) : 0;
    return this;
  }

  /// The next `count` syncs fail. What each should have stored can still be read, but is lost in a
  /// crash, even if a later sync of the file succeeds: as on Linux.
  public Disk failSyncs(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("syncs < 0: " + count);
    }
    failing = count;
    world.tell(() -> "the next " + count + " syncs of " + host + "'s disk fail");
    return this;
  }

  private void tell(boolean on, boolean before, String begins, String ends) {
    if (on != before) {
      world.tell(() -> host + "'s disk " + (on ? begins : ends));
    }
  }

  /// The machine has crashed: takes the files back to what is on the disk.
  public void crash() {
    boots++;
    var loss = Loss.draw(world);
    journal.crash(loss);
    root.crash(loss);
  }

  Folder root() {
    return root;
  }

  Journal journal() {
    return journal;
  }

  /// How often the machine has crashed: what was opened before must not be used.
  int boots() {
    return boots;
  }

  /// How many bytes a file can grow by, of `wanted`.
  ///
  /// @throws IOException if there is no room
  int grow(int wanted) throws IOException {
    if (!full || wanted == 0) {
      return wanted;
    }
    if (room == 0) {
      throw new IOException("No space left on device");
    }
    int granted = Math.min(room, wanted);
    room -= granted;
    return granted;
  }

  /// Lets the time of a short call pass.
  void call() {
    pass(CALL_NANOS + below(CALL_MORE_NANOS));
  }

  /// Lets the time of a sync pass.
  ///
  /// @throws IOException if it fails
  void sync() throws IOException {
    long nanos = SYNC_NANOS + below(SYNC_MORE_NANOS);
    pass(slow ? SLOWER * nanos : nanos);
    if (failing > 0) {
      failing--;
      throw new IOException("Input/output error");
    }
  }

  private int below(long bound) {
    return (int) Long.remainderUnsigned(world.random(), bound);
  }

  /// An interrupt does not end it.
  private void pass(long nanos) {
    if (Hooks.mine() == null) {
      return; // the world is over, and a test looks at its files
    }
    long end = world.nanos() + nanos;
    boolean interrupted = false;
    for (long left = nanos; left > 0; left = end - world.nanos()) {
      LockSupport.parkNanos(this, left);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
