#!/bin/sh
# sqlite-jdbc 3.53.4.0, with org.sqlite.lib.path, which names a folder that has SQLite's native library already unpacked.
#
# Nothing is unpacked then, so the temp folder is not needed. The driver lists all of it at its first connection all the same
# (which takes long if it is large), deletes there each library of its version that has no lock file beside it, and if the
# folder is missing or must not be listed, logs SEVERE with a stack trace. The connection works in either case.
#
# Seen: "library in the unused temp folder: deleted", "missing temp folder: SEVERE logged", and "connected" both times. Fails if
# that changes. Linux on x86-64.
set -eu
JAVA_HOME=${JAVA_HOME:-$("$(dirname "$0")/../tools/find-jdk")}
export JAVA_HOME
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy \
  -Dartifact=org.xerial:sqlite-jdbc:3.53.4.0 -DoutputDirectory=. >mvn.log 2>&1 || { cat mvn.log; exit 1; }
"$JAVA_HOME/bin/jar" xf sqlite-jdbc-3.53.4.0.jar org/sqlite/native/Linux/x86_64/libsqlitejdbc.so
cat >Connects.java <<'END'
import java.sql.DriverManager;

public class Connects {
  public static void main(String[] args) throws Exception {
    DriverManager.getConnection("jdbc:sqlite::memory:").close();
    System.out.println("connected");
  }
}
END
"$JAVA_HOME/bin/javac" Connects.java
connect() {
  "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED -Dorg.sqlite.lib.path=org/sqlite/native/Linux/x86_64 \
    -Dorg.sqlite.tmpdir="$1" -cp sqlite-jdbc-3.53.4.0.jar:. Connects
}

mkdir temp
other=temp/sqlite-3.53.4.0-0a1b2c3d-libsqlitejdbc.so
: >"$other"
connect temp
[ -e "$other" ] && state=kept || state=deleted
echo "library in the unused temp folder: $state"
connect missing 2>log
grep -q '^SEVERE' log && said="SEVERE logged" || said="nothing logged"
echo "missing temp folder: $said"
[ "$state" = deleted ] && [ "$said" = "SEVERE logged" ]
