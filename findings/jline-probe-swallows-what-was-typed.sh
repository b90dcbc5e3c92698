#!/bin/sh
# JLine 4.5.0, TerminalBuilder.builder().build() on a terminal that answers no queries (a serial line, a plain pty, expect).
#
# Before it returns, build() asks the terminal what it can do by escape sequences and reads the answers from its input. If no
# answer comes, it discards what it has read instead: whatever the user, or a script behind the pty, typed while the program
# started is gone, whole lines of it. With graphemeCluster(false) JLine asks nothing and nothing is lost.
#
# Seen: "by default, the first line read is <typed later>", "without the probe, the first line read is <typed early>". Fails if
# that changes. Needs Python 3 for a pty.
set -eu
JAVA_HOME=${JAVA_HOME:-$("$(dirname "$0")/../tools/find-jdk")}
export JAVA_HOME
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy \
  -Dartifact=org.jline:jline:4.5.0 -DoutputDirectory=. >mvn.log 2>&1 || { cat mvn.log; exit 1; }
cat >FirstLine.java <<'END'
import org.jline.reader.LineReaderBuilder;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

public class FirstLine {
  public static void main(String[] args) throws Exception {
    TerminalBuilder builder = TerminalBuilder.builder();
    if (args[0].equals("without")) {
      builder.graphemeCluster(false);
    }
    try (Terminal terminal = builder.build()) {
      System.out.println("READY");
      System.out.println("READ <" + LineReaderBuilder.builder().terminal(terminal).build().readLine() + ">");
    }
  }
}
END
"$JAVA_HOME/bin/javac" -cp jline-4.5.0.jar FirstLine.java
cat >type.py <<'END'
import os, pty, re, sys

child, terminal = pty.fork()
if child == 0:
    os.environ["TERM"] = "xterm-256color"
    os.execv(sys.argv[1], ["java", "--enable-native-access=ALL-UNNAMED", "-cp", "jline-4.5.0.jar:.", "FirstLine", sys.argv[2]])
os.write(terminal, b"typed early\r")
seen = b""
later = False
while True:
    try:
        part = os.read(terminal, 4096)
    except OSError:
        break
    if not part:
        break
    seen += part
    if b"READY" in seen and not later:
        later = True
        os.write(terminal, b"typed later\r")
os.waitpid(child, 0)
found = re.search(rb"READ (<[^>]*>)", seen)
print(found.group(1).decode() if found else "nothing: %r" % seen)
END
default=$(python3 type.py "$JAVA_HOME/bin/java" default)
without=$(python3 type.py "$JAVA_HOME/bin/java" without)
echo "by default, the first line read is $default"
echo "without the probe, the first line read is $without"
[ "$default" = "<typed later>" ] && [ "$without" = "<typed early>" ]
