#!/bin/sh
# JDK 25.0.3 (Temurin), AOT cache (-XX:AOTCacheOutput, -XX:AOTCache), a program that is started with java -jar.
#
# A cache belongs to the jars that it was made from, and the JVM is meant to ignore it when one of them has changed. It does
# not: when a jar is replaced by another one, with other contents, size and time, the program still runs the classes of the
# old jar, without a warning. -XX:AOTMode=on, which makes an unusable cache an error, accepts it as well. So an update in
# place has no effect until somebody removes the cache. (Known to the JDK as JDK-8377932.)
#
# Seen: "without the cache: second", "with the cache: first", "AOTMode=on: first". Fails if that changes.
set -eu
JAVA_HOME=${JAVA_HOME:-$("$(dirname "$0")/../tools/find-jdk")}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

pack() {
  mkdir -p "$1"
  cat >"$1/Edition.java" <<END
public class Edition {
  public static void main(String[] args) {
    System.out.println("$1");
  }
  $2
}
END
  "$JAVA_HOME/bin/javac" -d "$1" "$1/Edition.java"
  "$JAVA_HOME/bin/jar" --create --file "$1.jar" --main-class Edition -C "$1" Edition.class
}
pack first ""
pack second "static final String MORE = \"another size: $(seq -s ' ' 300)\";"

cp first.jar app.jar
touch -d '2026-01-01 00:00' app.jar
"$JAVA_HOME/bin/java" -XX:AOTCacheOutput=app.aot -jar app.jar >training 2>&1
[ -s app.aot ]
cp second.jar app.jar
touch -d '2026-02-01 00:00' app.jar

"$JAVA_HOME/bin/java" -version 2>&1 | head -n 1
plain=$("$JAVA_HOME/bin/java" -jar app.jar)
cached=$("$JAVA_HOME/bin/java" -XX:AOTCache=app.aot -jar app.jar)
strict=$("$JAVA_HOME/bin/java" -XX:AOTMode=on -XX:AOTCache=app.aot -jar app.jar)
ls -l first.jar second.jar
echo "without the cache: $plain"
echo "with the cache: $cached"
echo "AOTMode=on: $strict"
[ "$plain" = second ] && [ "$cached" = first ] && [ "$strict" = first ]
