#!/bin/sh
# JDK 25.0.3 (Temurin), AOT cache, and picocli 4.7.7.
#
# An AOT cache is meant to hold the classes that the training run loaded. picocli's jar is compiled for Java 5, and the JVM
# leaves out classes of a format older than Java 6 (their verification works differently): each start still loads and
# verifies them from the jar, one by one, while the program's own classes come from the cache. The run that
# uses the cache says nothing about it.
#
# Seen: "class format: 49", "the program: from the cache", "picocli: from the jar". Fails if that changes.
set -eu
JAVA_HOME=${JAVA_HOME:-$("$(dirname "$0")/../tools/find-jdk")}
export JAVA_HOME
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy \
  -Dartifact=info.picocli:picocli:4.7.7 -DoutputDirectory=. >mvn.log 2>&1 || { cat mvn.log; exit 1; }
cat >Greet.java <<'END'
import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(name = "greet")
public class Greet implements Runnable {
  public void run() {
    System.out.println("hello");
  }

  public static void main(String[] args) {
    System.exit(new CommandLine(new Greet()).execute(args));
  }
}
END
"$JAVA_HOME/bin/javac" -cp picocli-4.7.7.jar -proc:none Greet.java
"$JAVA_HOME/bin/jar" --create --file greet.jar Greet.class
path=greet.jar:picocli-4.7.7.jar
format=$("$JAVA_HOME/bin/javap" -v -cp "$path" picocli.CommandLine 2>/dev/null | sed -n 's/^ *major version: //p')
"$JAVA_HOME/bin/java" -XX:AOTCacheOutput=greet.aot -cp "$path" Greet >training 2>&1
"$JAVA_HOME/bin/java" -XX:AOTMode=on -XX:AOTCache=greet.aot -Xlog:class+load:file=loaded -cp "$path" Greet
from() {
  case $(grep " $1 source: " loaded) in
    *"shared objects file"*) echo "from the cache" ;;
    *.jar) echo "from the jar" ;;
    *) echo "not loaded" ;;
  esac
}
"$JAVA_HOME/bin/java" -version 2>&1 | head -n 1
echo "class format: $format"
echo "the program: $(from Greet)"
echo "picocli: $(from picocli.CommandLine)"
[ "$format" = 49 ] && [ "$(from Greet)" = "from the cache" ] && [ "$(from picocli.CommandLine)" = "from the jar" ]
