#!/bin/sh
# NetBeans' heap reader, org-netbeans-lib-profiler RELEASE250 (VisualVM reads heap dumps with it), and JDK 25.0.3 (Temurin).
#
# A heap dump of JDK 25 has the stacks of virtual threads that are not mounted: their locals come as GC roots of threads. The
# reader opens such a file, and finds classes and instances by name; but as soon as it counts or lists all objects, it fails.
# The same program without virtual threads is read.
#
# Seen: "platform threads: read", "virtual threads: IllegalArgumentException …". Fails if that changes.
set -eu
JAVA_HOME=${JAVA_HOME:-$("$(dirname "$0")/../tools/find-jdk")}
export JAVA_HOME
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy \
  -Dartifact=org.netbeans.modules:org-netbeans-lib-profiler:RELEASE250 -DoutputDirectory=. >mvn.log 2>&1 || { cat mvn.log; exit 1; }
cat >Dump.java <<'END'
import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;
import org.netbeans.lib.profiler.heap.Heap;
import org.netbeans.lib.profiler.heap.HeapFactory;

public class Dump {
  public static void main(String[] args) throws Exception {
    Thread.Builder threads = args[0].equals("virtual") ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
    var never = new CountDownLatch(1);
    for (int i = 0; i < 10; i++) {
      threads.start(() -> {
        try {
          never.await();
        } catch (InterruptedException e) {
          return;
        }
      });
    }
    Thread.sleep(500);
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(args[0] + ".hprof", true);
    try {
      Heap heap = HeapFactory.createHeap(new File(args[0] + ".hprof"));
      int count = 0;
      for (Iterator<?> all = heap.getAllInstancesIterator(); all.hasNext(); all.next()) {
        count++;
      }
      System.out.println(args[0] + " threads: read" + (count > 1000 ? "" : ", but not all"));
    } catch (RuntimeException e) {
      System.out.println(args[0] + " threads: " + e);
    }
  }
}
END
path=org-netbeans-lib-profiler-RELEASE250.jar:.
"$JAVA_HOME/bin/java" -version 2>&1 | sed -n 2p
"$JAVA_HOME/bin/javac" -cp "$path" Dump.java
for kind in platform virtual; do
  "$JAVA_HOME/bin/java" -cp "$path" Dump $kind 2>errors | tee $kind || { cat errors; exit 1; }
done
grep -q 'platform threads: read$' platform
grep -q 'virtual threads: java.lang.*Exception' virtual
