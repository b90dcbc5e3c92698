#!/bin/sh
# JDK 25.0.3 (Temurin) on Linux: sun.misc.Signal and Flight Recorder.
#
# The JVM refuses a handler of the program's for signals that it uses itself ("Signal already used by VM or OS": SIGQUIT
# and others). SIGUSR2 is one of those, too: by it the JVM stops its threads for a look at their stacks. But
# Signal.handle("USR2") is accepted, and takes the JVM's own handler away: as soon as Flight Recorder takes samples, the
# program's handler runs, though nobody has sent a signal. A program that restarts or reloads on SIGUSR2 does so when
# it is profiled. The variable _JAVA_SR_SIGNUM moves the JVM to another signal.
#
# Seen: "handler of USR2: accepted", "ran without a signal: yes", "with _JAVA_SR_SIGNUM=50: no". Fails if that changes.
set -eu
JAVA_HOME=${JAVA_HOME:-$("$(dirname "$0")/../tools/find-jdk")}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >Busy.java <<'END'
import java.util.concurrent.atomic.AtomicLong;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import sun.misc.Signal;

public class Busy {
  static volatile double result;

  public static void main(String[] args) throws Exception {
    var ran = new AtomicLong();
    Signal.handle(new Signal("USR2"), signal -> ran.incrementAndGet());
    System.out.println("handler of USR2: accepted");
    try (var recording = new Recording(Configuration.getConfiguration("profile"))) {
      recording.start();
      long end = System.nanoTime() + 3_000_000_000L;
      while (System.nanoTime() < end && ran.get() == 0) {
        result += Math.sin(result + 1);
      }
      recording.stop();
    }
    System.out.println("ran without a signal: " + (ran.get() > 0 ? "yes" : "no"));
  }
}
END
"$JAVA_HOME/bin/javac" -nowarn -XDignore.symbol.file Busy.java 2>javac.log || { cat javac.log; exit 1; }
"$JAVA_HOME/bin/java" -version 2>&1 | head -n 1
"$JAVA_HOME/bin/java" -Xlog:disable -cp . Busy >usual
cat usual
_JAVA_SR_SIGNUM=50 "$JAVA_HOME/bin/java" -Xlog:disable -cp . Busy >moved
echo "with _JAVA_SR_SIGNUM=50: $(sed -n 's/^ran without a signal: //p' moved)"
grep -q '^ran without a signal: yes$' usual && grep -q '^ran without a signal: no$' moved
