#!/bin/sh
# JDK 25.0.3 (Temurin), jlink --launcher.
#
# The launcher script that jlink writes into an image runs the JVM as a child and does not exec it. A SIGTERM that is sent to
# the script's process ends the script and leaves the JVM running: no shutdown hook runs. A service manager or container
# runtime that starts bin/NAME and later signals that process therefore never reaches the program.
#
# Seen: "launcher ended: yes, JVM still running: yes". Fails if that changes.
set -eu
: "${JAVA_HOME:?set JAVA_HOME to a JDK 25}"
work=$(mktemp -d)
jvm=
trap '[ -z "$jvm" ] || kill -KILL "$jvm" 2>/dev/null; rm -rf "$work"' EXIT
cd "$work"

mkdir -p source/demo
cat >source/module-info.java <<'END'
module demo {}
END
cat >source/demo/Waits.java <<'END'
package demo;

public class Waits {
  public static void main(String[] args) throws Exception {
    System.out.println(ProcessHandle.current().pid());
    System.out.flush();
    new java.util.concurrent.CountDownLatch(1).await(60, java.util.concurrent.TimeUnit.SECONDS);
  }
}
END
"$JAVA_HOME/bin/javac" -d classes source/module-info.java source/demo/Waits.java
"$JAVA_HOME/bin/jlink" --module-path classes --add-modules demo --launcher waits=demo/demo.Waits --output image

image/bin/waits >pid &
launcher=$!
until [ -s pid ]; do sleep 0.1; done
jvm=$(cat pid)
kill -TERM "$launcher"
wait "$launcher" || true
sleep 2

ended=no
kill -0 "$launcher" 2>/dev/null || ended=yes
running=no
kill -0 "$jvm" 2>/dev/null && running=yes
"$JAVA_HOME/bin/java" -version 2>&1 | head -n 1
echo "launcher ended: $ended, JVM still running: $running"
[ "$ended" = yes ] && [ "$running" = yes ]
