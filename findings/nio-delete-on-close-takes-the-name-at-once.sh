#!/bin/sh
# JDK 25.0.3 (Temurin) on Linux, FileChannel.open with DELETE_ON_CLOSE.
#
# The option is documented as an attempt to delete the file when it is closed. The name is gone as soon as the channel is open: nobody else can open
# the file by its path meanwhile, such as a program that it was written for, and Files.size says that there is none. At the close, nothing is
# deleted: a second file that was created under the name in between stays.
#
# Seen: "open: 5 bytes, its name exists: false; after the close, the second file exists: true". Fails if that changes.
set -eu
JAVA_HOME=${JAVA_HOME:-$("$(dirname "$0")/../tools/find-jdk")}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/DeleteOnClose.java" <<'END'
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

class DeleteOnClose {
  public static void main(String[] args) throws Exception {
    Path file = Path.of(args[0], "file");
    String open;
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
      channel.write(ByteBuffer.wrap(new byte[5]));
      open = "open: " + channel.size() + " bytes, its name exists: " + Files.exists(file);
      Files.createFile(file);
    }
    System.out.println(open + "; after the close, the second file exists: " + Files.exists(file));
  }
}
END
"$JAVA_HOME/bin/java" -version 2>&1 | head -n 1
seen=$("$JAVA_HOME/bin/java" "$work/DeleteOnClose.java" "$work")
echo "$seen"
[ "$seen" = "open: 5 bytes, its name exists: false; after the close, the second file exists: true" ]
