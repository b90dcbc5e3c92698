#!/bin/sh
# JDK 25.0.3 (Temurin), Flight Recorder, virtual threads.
#
# jdk.ThreadPark, jdk.JavaMonitorEnter and jdk.JavaMonitorWait record each long wait of a platform thread. A virtual thread
# that waits in the same way for the same time leaves none of these events, although the recording knows virtual threads:
# its sleep is recorded, as jdk.ThreadSleep. A recording of a program on virtual threads thus shows no contention at all.
#
# Seen: for a platform thread all four kinds, for a virtual one jdk.ThreadSleep only. Fails if that changes.
set -eu
JAVA_HOME=${JAVA_HOME:-$("$(dirname "$0")/../tools/find-jdk")}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >Waits.java <<'END'
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

public class Waits {
  private static final List<String> KINDS =
      List.of("jdk.ThreadSleep", "jdk.ThreadPark", "jdk.JavaMonitorEnter", "jdk.JavaMonitorWait");

  public static void main(String[] args) throws Exception {
    Path file = Path.of("waits.jfr");
    try (var recording = new Recording()) {
      for (String kind : KINDS) {
        recording.enable(kind).withThreshold(Duration.ofMillis(10));
      }
      recording.start();
      waitInEachWay(Thread.ofPlatform().name("platform"));
      waitInEachWay(Thread.ofVirtual().name("virtual"));
      recording.stop();
      recording.dump(file);
    }
    Set<String> seen = new TreeSet<>();
    for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
      if (event.getThread() != null && List.of("platform", "virtual").contains(event.getThread().getJavaName())) {
        seen.add(event.getThread().getJavaName() + " thread: " + event.getEventType().getName());
      }
    }
    seen.forEach(System.out::println);
  }

  private static void waitInEachWay(Thread.Builder threads) throws Exception {
    var monitor = new Object();
    threads.start(
            () -> {
              try {
                Thread.sleep(100);
                LockSupport.parkNanos(100_000_000);
                synchronized (monitor) {
                  monitor.wait(100);
                }
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            })
        .join();
    Thread blocked;
    synchronized (monitor) {
      blocked =
          threads.start(
              () -> {
                synchronized (monitor) {
                  Thread.onSpinWait();
                }
              });
      while (blocked.getState() != Thread.State.BLOCKED) {
        Thread.onSpinWait();
      }
      Thread.sleep(100);
    }
    blocked.join();
  }
}
END
"$JAVA_HOME/bin/java" -version 2>&1 | head -n 1
"$JAVA_HOME/bin/java" Waits.java | tee seen
cat >expected <<'END'
platform thread: jdk.JavaMonitorEnter
platform thread: jdk.JavaMonitorWait
platform thread: jdk.ThreadPark
platform thread: jdk.ThreadSleep
virtual thread: jdk.ThreadSleep
END
cmp seen expected
