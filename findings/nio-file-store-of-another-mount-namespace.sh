#!/bin/sh
# JDK 25.0.3 (Temurin), java.nio.file.Files.getFileStore, Linux. Needs root, and unshare of util-linux.
#
# The files of a process in another mount namespace (a container, say) are there for others by /proc/PID/root: they can be read
# and written by that path, and java.io.File tells the space of their file system. Files.getFileStore, which is newer and meant
# for that, says that there is no such file, though Files has just read it: it resolves the path first, and takes
# /proc/PID/root for an ordinary link to /, outside of the namespace.
#
# Seen: "the file: inside", "File.getTotalSpace: 1048576", "Files.getFileStore: java.nio.file.NoSuchFileException". Fails if that
# changes.
set -eu
JAVA_HOME=${JAVA_HOME:-$("$(dirname "$0")/../tools/find-jdk")}
work=$(mktemp -d)
inside=
trap '[ -z "$inside" ] || kill "$inside" 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"

cat >Store.java <<'END'
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

public class Store {
  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[0]);
    System.out.println("the file: " + Files.readString(file).strip());
    System.out.println("File.getTotalSpace: " + file.toFile().getTotalSpace());
    try {
      System.out.println("Files.getFileStore: " + Files.getFileStore(file).getTotalSpace());
    } catch (IOException e) {
      System.out.println("Files.getFileStore: " + e.getClass().getName());
    }
  }
}
END
"$JAVA_HOME/bin/javac" Store.java
mkdir room
unshare --mount sh -c 'mount -t tmpfs -o size=1m tmpfs room && echo inside >room/file && touch ready && exec sleep 60' &
inside=$!
until [ -e ready ]; do sleep 0.1; done
"$JAVA_HOME/bin/java" -cp . Store "/proc/$inside/root$work/room/file" | tee seen
grep -qx 'the file: inside' seen
grep -qx 'File.getTotalSpace: 1048576' seen
grep -qx 'Files.getFileStore: java.nio.file.NoSuchFileException' seen
