#!/bin/sh
# sqlite-jdbc 3.53.4.0 (SQLite 3.53.4), Statement.execute("PRAGMA incremental_vacuum(100)").
#
# SQLite frees one page for each step of that statement. Statement.execute makes one step, so it frees 1 page and not 100, and
# reports no error; executeQuery frees 1 page, too, and then throws because there is no result. executeUpdate is the one call
# that runs the statement to its end and frees what was asked for. A file that is trimmed by execute keeps growing.
#
# Seen: "freed by execute: 1", "freed by executeUpdate: 100". Fails if that changes.
set -eu
JAVA_HOME=${JAVA_HOME:-$("$(dirname "$0")/../tools/find-jdk")}
export JAVA_HOME
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy \
  -Dartifact=org.xerial:sqlite-jdbc:3.53.4.0 -DoutputDirectory=. >mvn.log 2>&1 || { cat mvn.log; exit 1; }
cat >Trim.java <<'END'
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

public class Trim {
  public static void main(String[] args) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:trim.db");
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
      statement.execute("CREATE TABLE rows (content BLOB)");
      for (int i = 0; i < 300; i++) {
        statement.execute("INSERT INTO rows VALUES (zeroblob(4000))");
      }
      statement.execute("DELETE FROM rows");
      int free = free(statement);
      statement.execute("PRAGMA incremental_vacuum(100)");
      System.out.println("freed by execute: " + (free - free(statement)));
      free = free(statement);
      statement.executeUpdate("PRAGMA incremental_vacuum(100)");
      System.out.println("freed by executeUpdate: " + (free - free(statement)));
    }
  }

  private static int free(Statement statement) throws SQLException {
    try (var result = statement.executeQuery("PRAGMA freelist_count")) {
      return result.getInt(1);
    }
  }
}
END
"$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED -Dorg.sqlite.tmpdir="$work" \
  -cp sqlite-jdbc-3.53.4.0.jar Trim.java | tee seen
grep -qx "freed by execute: 1" seen
grep -qx "freed by executeUpdate: 100" seen
