#!/bin/sh
# JDK 25.0.3 (Temurin), a monitor for which a virtual thread and, behind it, a platform thread wait.
#
# Who leaves a monitor wakes one waiting thread. If that is a virtual one, it must first get a carrier; while all carriers are busy
# with other virtual threads, the monitor is free and nobody has it: the platform thread behind it, which could run at once, is
# not woken. So a platform thread that takes a monitor can wait for as long as the virtual threads of the scheduler compute,
# even if none of them holds it.
#
# Seen, with one carrier that is busy for 3 s: the platform thread gets the free monitor after 3 s. Without the virtual thread in
# front of it, or with a free carrier, at once. Fails if that changes.
set -eu
JAVA_HOME=${JAVA_HOME:-$("$(dirname "$0")/../tools/find-jdk")}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >Queue.java <<'END'
public class Queue {
  static final Object MONITOR = new Object();
  static volatile boolean computing;

  static void enter() {
    synchronized (MONITOR) {
      Thread.onSpinWait();
    }
  }

  static void awaitBlocked(Thread thread) throws InterruptedException {
    while (thread.getState() != Thread.State.BLOCKED) {
      Thread.sleep(1);
    }
  }

  public static void main(String[] args) throws Exception {
    boolean virtualFirst = args[0].equals("virtual-first");
    Thread platform = Thread.ofPlatform().unstarted(Queue::enter);
    synchronized (MONITOR) {
      if (virtualFirst) {
        awaitBlocked(Thread.startVirtualThread(Queue::enter));
      }
      Thread.startVirtualThread(() -> {
        computing = true;
        for (long end = System.nanoTime() + 3_000_000_000L; System.nanoTime() < end; ) {
          Thread.onSpinWait();
        }
      });
      while (!computing) {
        Thread.sleep(1);
      }
      platform.start();
      awaitBlocked(platform);
    }
    long free = System.nanoTime();
    platform.join();
    System.out.println((System.nanoTime() - free) / 1_000_000);
  }
}
END
"$JAVA_HOME/bin/javac" Queue.java
run() { "$JAVA_HOME/bin/java" -Djdk.virtualThreadScheduler.parallelism="$2" -Djdk.virtualThreadScheduler.maxPoolSize="$2" Queue "$1"; }

behind=$(run virtual-first 1)
alone=$(run alone 1)
free=$(run virtual-first 2)
"$JAVA_HOME/bin/java" -version 2>&1 | head -n 1
echo "the platform thread got the free monitor after $behind ms behind a virtual thread, $alone ms alone, $free ms with a second carrier"
[ "$behind" -gt 1500 ] && [ "$alone" -lt 1000 ] && [ "$free" -lt 1000 ]
