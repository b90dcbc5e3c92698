#!/bin/sh
# OpenJDK 17.0 (Debian's openjdk-17-jdk-headless) and JDK 25.0.3 (Temurin) on Linux: ThreadMXBean, threads that are BLOCKED.
#
# Two threads wait for each other's monitors, so that neither can do anything any more. On JDK 17 the processor time of
# such threads grows all the same: the one that waits for a monitor as the first wakes up about once a second, looks
# whether it is free, and waits again. Neither its state nor the bean's count of blockings tells. A tool that takes a
# growing processor time for progress, and two looks at it some seconds apart, does not see that this is a deadlock, the
# older it is. On JDK 25 the time stands still.
#
# Seen: "17: processor time grew for 2 of 2 blocked threads" (by 0.14 to 0.26 ms in 8 s), "25: processor time grew for
# 0 of 2 blocked threads". Fails if that changes. Takes half a minute.
set -eu
JAVA_HOME=${JAVA_HOME:-$("$(dirname "$0")/../tools/find-jdk")}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

older=$(ls -d /usr/lib/jvm/java-17-openjdk-* 2>/dev/null | head -n 1)
if [ -z "$older" ]; then
  apt-get download openjdk-17-jre-headless >/dev/null && dpkg-deb -x openjdk-17-jre-headless_*.deb older
  older=$(ls -d older/usr/lib/jvm/java-17-openjdk-*)
fi

cat >Blocked.java <<'END'
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.CyclicBarrier;

public class Blocked {
  static final Object ONE = new Object();
  static final Object TWO = new Object();
  static final CyclicBarrier BOTH = new CyclicBarrier(2);

  static void take(Object first, Object second) {
    synchronized (first) {
      try {
        BOTH.await();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
      synchronized (second) {
        throw new IllegalStateException("not blocked");
      }
    }
  }

  public static void main(String[] args) throws Exception {
    ThreadMXBean bean = ManagementFactory.getThreadMXBean();
    Thread[] threads = {new Thread(() -> take(ONE, TWO)), new Thread(() -> take(TWO, ONE))};
    long[] before = new long[2];
    for (Thread thread : threads) {
      thread.setDaemon(true);
      thread.start();
    }
    Thread.sleep(3000);
    for (int i = 0; i < 2; i++) {
      before[i] = bean.getThreadCpuTime(threads[i].getId());
    }
    Thread.sleep(8000);
    int grew = 0;
    for (int i = 0; i < 2; i++) {
      long id = threads[i].getId();
      var info = bean.getThreadInfo(id);
      if (info.getThreadState() != Thread.State.BLOCKED) {
        throw new IllegalStateException(info.toString());
      }
      System.out.println("  blocked " + info.getBlockedCount() + " times, " + (bean.getThreadCpuTime(id) - before[i]) / 1000 + " µs in 8 s");
      grew += bean.getThreadCpuTime(id) > before[i] ? 1 : 0;
    }
    System.out.println("processor time grew for " + grew + " of 2 blocked threads");
  }
}
END
"$JAVA_HOME/bin/javac" -nowarn -Xlint:-options --release 17 Blocked.java 2>javac.log || { cat javac.log; exit 1; }
for jdk in "$older" "$JAVA_HOME"; do
  "$jdk/bin/java" -version 2>&1 | head -n 1
  "$jdk/bin/java" -cp . Blocked >output
  cat output
  sed -n 's/^processor/: &/p' output | sed "s/^/$("$jdk/bin/java" -XshowSettings:properties -version 2>&1 | sed -n 's/.*java.specification.version = //p')/" >>result
done
cat result
grep -q '^17: .* 2 of 2' result && grep -q '^25: .* 0 of 2' result
