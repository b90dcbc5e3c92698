#!/bin/sh
# JDK 25.0.3 (Temurin) on Linux, a program that is started with its standard input closed (java X <&-).
#
# The JVM does not keep descriptor 0 free: the first file that it opens for itself gets that number, and this is its module
# image, lib/modules. System.in then reads that file. A program that copies its input sends all of the JDK to wherever its
# output goes, instead of meeting the end of the stream or an error.
#
# Seen: "stdin is lib/modules", and its first four bytes, dadafeca, read from System.in. Fails if that changes.
set -eu
JAVA_HOME=${JAVA_HOME:-$("$(dirname "$0")/../tools/find-jdk")}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >Reads.java <<'END'
import java.nio.file.Path;
import java.util.HexFormat;

public class Reads {
  public static void main(String[] args) throws Exception {
    Path stdin = Path.of("/proc/self/fd/0").toRealPath();
    System.out.println("stdin is " + Path.of(System.getProperty("java.home")).toRealPath().relativize(stdin));
    System.out.println("it begins with " + HexFormat.of().formatHex(System.in.readNBytes(4)));
  }
}
END
"$JAVA_HOME/bin/javac" Reads.java
"$JAVA_HOME/bin/java" -version 2>&1 | head -n 1
"$JAVA_HOME/bin/java" -cp . Reads <&- | tee seen
grep -qx "stdin is lib/modules" seen
grep -qx "it begins with dadafeca" seen
