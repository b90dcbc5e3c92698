#!/bin/sh
# JDK 25.0.3 (Temurin), the stack of a thread that waits to enter a synchronized block.
#
# While its method is interpreted, the top frame has the line of the first statement inside of the block, which the thread
# has not reached; once the method is compiled, the line of "synchronized" itself. Platform and virtual threads alike, and in
# thread dumps, too. So two looks at one kind of deadlock name different lines, and the first names a line that is innocent.
#
# Seen: line 9 interpreted, line 8 compiled. Fails if that changes.
set -eu
JAVA_HOME=${JAVA_HOME:-$("$(dirname "$0")/../tools/find-jdk")}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >Blocked.java <<'END'
public class Blocked {
  public static void main(String[] args) throws Exception {
    for (Thread.Builder threads : new Thread.Builder[] {Thread.ofPlatform().daemon(), Thread.ofVirtual()}) {
      var lock = new Object();
      Thread thread;
      synchronized (lock) {
        thread = threads.start(() -> {
          synchronized (lock) { // line 8
            System.nanoTime(); // line 9
          }
        });
        while (thread.getState() != Thread.State.BLOCKED) {
          Thread.onSpinWait();
        }
        String kind = thread.isVirtual() ? "virtual" : "platform";
        System.out.println(kind + ": line " + thread.getStackTrace()[0].getLineNumber());
      }
      thread.join();
    }
  }
}
END
"$JAVA_HOME/bin/java" -version 2>&1 | head -n 1
"$JAVA_HOME/bin/java" -Xint Blocked.java | tee interpreted
"$JAVA_HOME/bin/java" -Xcomp Blocked.java | tee compiled
printf 'platform: line 9\nvirtual: line 9\n' | cmp interpreted -
printf 'platform: line 8\nvirtual: line 8\n' | cmp compiled -
