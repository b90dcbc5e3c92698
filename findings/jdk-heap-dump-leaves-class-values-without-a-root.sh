#!/bin/sh
# JDK 25.0.3 (Temurin), heap dumps.
#
# What a ClassValue has computed for a class hangs at that class, in a field of java.lang.Class. A heap dump shows a class by its
# static fields, and leaves out the fields that java.lang.Class itself has. So an object that is alive through a ClassValue only
# is in a dump of live objects, without any path to a GC root: tools take it for garbage, or for a leak that nobody
# holds. An object in a static field of the same class has its path.
#
# Seen: "by a static field: a path to a root", "by a ClassValue: no path to a root". Fails if that changes.
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
import org.netbeans.lib.profiler.heap.Heap;
import org.netbeans.lib.profiler.heap.HeapFactory;
import org.netbeans.lib.profiler.heap.Instance;

public class Dump {
  static class ByField {}

  static class ByClassValue {}

  static final ByField FIELD = new ByField();
  static final ClassValue<ByClassValue> VALUES =
      new ClassValue<>() {
        @Override
        protected ByClassValue computeValue(Class<?> type) {
          return new ByClassValue();
        }
      };

  public static void main(String[] args) throws Exception {
    int known = System.identityHashCode(VALUES.get(Dump.class));
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap("live.hprof", true);
    if (System.identityHashCode(VALUES.get(Dump.class)) != known) {
      throw new IllegalStateException("it was computed anew");
    }
    Heap heap = HeapFactory.createHeap(new File("live.hprof"));
    say(heap, "by a static field", "Dump$ByField");
    say(heap, "by a ClassValue", "Dump$ByClassValue");
  }

  static void say(Heap heap, String how, String type) {
    Instance instance = (Instance) heap.getJavaClassByName(type).getInstances().get(0);
    boolean path = instance.isGCRoot() || instance.getNearestGCRootPointer() != null;
    System.out.println(how + ": " + (path ? "a path to a root" : "no path to a root"));
  }
}
END
path=org-netbeans-lib-profiler-RELEASE250.jar:.
"$JAVA_HOME/bin/java" -version 2>&1 | sed -n 2p
"$JAVA_HOME/bin/javac" -cp "$path" Dump.java
"$JAVA_HOME/bin/java" -cp "$path" Dump 2>errors | tee out || { cat errors; exit 1; }
grep -qx 'by a static field: a path to a root' out
grep -qx 'by a ClassValue: no path to a root' out
