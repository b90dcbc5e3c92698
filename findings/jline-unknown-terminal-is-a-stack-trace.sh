#!/bin/sh
# JLine 4.5.0, TerminalBuilder.builder().build() with a TERM that the machine's terminfo does not have.
#
# This is common: a new terminal emulator sets a TERM of its own, and ssh passes it on to a machine that has never heard of it.
# JLine has a fallback for it and works. But it logs a WARNING with the whole stack trace of an IOException, which
# java.util.logging prints onto that very terminal before the program's first line. Turning off
# the logger org.jline helps.
#
# Seen: "known type: 0 lines of a stack trace, READY", "unknown type: 11 lines of a stack trace, READY". Fails if that changes. Needs Python 3
# for a pty.
set -eu
JAVA_HOME=${JAVA_HOME:-$("$(dirname "$0")/../tools/find-jdk")}
export JAVA_HOME
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy \
  -Dartifact=org.jline:jline:4.5.0 -DoutputDirectory=. >mvn.log 2>&1 || { cat mvn.log; exit 1; }
cat >Opens.java <<'END'
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

public class Opens {
  public static void main(String[] args) throws Exception {
    try (Terminal terminal = TerminalBuilder.builder().graphemeCluster(false).build()) {
      System.out.println("READY");
    }
  }
}
END
"$JAVA_HOME/bin/javac" -cp jline-4.5.0.jar Opens.java
cat >open.py <<'END'
import os, pty, sys

child, terminal = pty.fork()
if child == 0:
    os.environ["TERM"] = sys.argv[2]
    os.execv(sys.argv[1], ["java", "--enable-native-access=ALL-UNNAMED", "-cp", "jline-4.5.0.jar:.", "Opens"])
seen = b""
while True:
    try:
        part = os.read(terminal, 4096)
    except OSError:
        break
    if not part:
        break
    seen += part
os.waitpid(child, 0)
lines = seen.decode().splitlines()
print(sum(line.startswith("\tat ") or "Exception" in line for line in lines), "READY" if "READY" in seen.decode() else "failed")
END
known=$(python3 open.py "$JAVA_HOME/bin/java" xterm)
unknown=$(python3 open.py "$JAVA_HOME/bin/java" brand-new-terminal)
echo "known type: ${known% *} lines of a stack trace, ${known#* }"
echo "unknown type: ${unknown% *} lines of a stack trace, ${unknown#* }"
[ "$known" = "0 READY" ] && [ "${unknown% *}" -ge 5 ] && [ "${unknown#* }" = READY ]
