#!/bin/sh
# JDK 25.0.3 (Temurin), the JSON thread dump of HotSpotDiagnosticMXBean.dumpThreads (jcmd Thread.dump_to_file -format=json).
#
# A thread in Object.wait has given its monitor up. The dump lists that monitor under the thread's "monitorsOwned" all the
# same, while it waits and while it waits to re-enter after notifyAll. So one monitor has several owners in one dump, and a
# search for deadlocks that trusts "monitorsOwned" finds cycles that do not exist. ThreadMXBean reports the real owner alone.
#
# Seen: three waiters and the holder, and "owners in the dump: 4", "owners by ThreadMXBean: 1". Fails if that changes.
set -eu
JAVA_HOME=${JAVA_HOME:-$("$(dirname "$0")/../tools/find-jdk")}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >Owners.java <<'END'
import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

public class Owners {
  private static final class Room {}

  public static void main(String[] args) throws Exception {
    var room = new Room();
    List<Thread> waiters = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      waiters.add(Thread.ofPlatform().daemon().start(() -> waitIn(room)));
    }
    await(waiters, Thread.State.WAITING);
    synchronized (room) {
      room.notifyAll();
      await(waiters, Thread.State.BLOCKED);
      Path dump = Path.of("dump.json").toAbsolutePath();
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpThreads(dump.toString(), ThreadDumpFormat.JSON);
      // One list of locks for each frame that has some, after the name "locks".
      long owners =
          Pattern.compile("\"locks\": \\[[^]]*Room").matcher(Files.readString(dump)).results().count();
      long real =
          Arrays.stream(ManagementFactory.getThreadMXBean().dumpAllThreads(true, false))
              .filter(t -> Arrays.stream(t.getLockedMonitors()).anyMatch(m -> m.getClassName().contains("Room")))
              .count();
      System.out.println("owners in the dump: " + owners);
      System.out.println("owners by ThreadMXBean: " + real);
    }
  }

  private static void waitIn(Room room) {
    synchronized (room) {
      try {
        room.wait();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static void await(List<Thread> threads, Thread.State state) {
    while (!threads.stream().allMatch(t -> t.getState() == state)) {
      Thread.onSpinWait();
    }
  }
}
END
"$JAVA_HOME/bin/java" -version 2>&1 | head -n 1
"$JAVA_HOME/bin/java" Owners.java | tee seen
grep -qx "owners in the dump: 4" seen
grep -qx "owners by ThreadMXBean: 1" seen
