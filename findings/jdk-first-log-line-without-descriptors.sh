#!/bin/sh
# JDK 25.0.3 (Temurin), java.util.logging (also behind System.Logger), a process that has run out of descriptors.
#
# The first log record that is formatted makes the JDK read the time zones from a file. If no descriptor is left at that
# moment, Logger.log, which is not expected to throw, throws an Error; and when descriptors are free again, each further log
# call throws NoClassDefFoundError, for the rest of the process's life. The first line that a quiet program logs is often the
# one about that very shortage. A program that logged a line before is not affected.
#
# Seen: "during the shortage: Error", "ten descriptors later: NoClassDefFoundError"; after an earlier line, "logged" both times.
# Fails if that changes.
set -eu
JAVA_HOME=${JAVA_HOME:-$("$(dirname "$0")/../tools/find-jdk")}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >FirstLine.java <<'END'
import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.logging.Logger;

public class FirstLine {
  private static final Logger LOG = Logger.getLogger("first");

  public static void main(String[] args) throws IOException {
    if (args.length > 0) {
      log();
    }
    Deque<FileInputStream> opened = new ArrayDeque<>();
    try {
      while (true) {
        opened.push(new FileInputStream("/dev/null"));
      }
    } catch (IOException allUsed) {
      // as intended
    }
    String during = log();
    for (int i = 0; i < 10; i++) {
      opened.pop().close();
    }
    String after = log();
    System.out.println("during the shortage: " + during);
    System.out.println("ten descriptors later: " + after);
  }

  private static String log() {
    try {
      LOG.warning("a line");
      return "logged";
    } catch (Throwable e) {
      return e.getClass().getSimpleName();
    }
  }
}
END
"$JAVA_HOME/bin/javac" FirstLine.java
"$JAVA_HOME/bin/java" -version 2>&1 | head -n 1
run() { (ulimit -n 128 && "$JAVA_HOME/bin/java" -cp . FirstLine "$@" 2>/dev/null); }
run | tee cold
run warm | tee warm
grep -qx "during the shortage: Error" cold
grep -qx "ten descriptors later: NoClassDefFoundError" cold
grep -qx "during the shortage: logged" warm
grep -qx "ten descriptors later: logged" warm
