#!/bin/sh
# JDK 25.0.3 (Temurin), the attach API: the stream that answers a command (HotSpotVirtualMachine.executeJCmd, which jcmd uses).
#
# read(array, offset, length) puts 128 bytes into the array, also if fewer are left behind the offset: the native method takes
# the length for the array's. So readAllBytes and readNBytes fail as soon as an answer is longer than their first piece of
# 16384 bytes, unless it came in pieces of exactly 128. Reading to the beginning of an array (transferTo) works.
#
# Seen: "readNBytes: java.lang.ArrayIndexOutOfBoundsException" and "transferTo: all". Fails if that changes.
set -eu
JAVA_HOME=${JAVA_HOME:-$("$(dirname "$0")/../tools/find-jdk")}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >Answer.java <<'END'
import com.sun.tools.attach.VirtualMachine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

public class Answer {
  public static void main(String[] args) throws Exception {
    VirtualMachine self = VirtualMachine.attach(Long.toString(ProcessHandle.current().pid()));
    var execute = self.getClass().getMethod("executeJCmd", String.class);
    try (InputStream answer = (InputStream) execute.invoke(self, "Thread.print")) {
      var array = new byte[200];
      int offset = 0;
      while (offset < array.length) { // as readNBytes does
        offset += answer.read(array, offset, array.length - offset);
      }
      System.out.println("readNBytes: works");
    } catch (IOException | IndexOutOfBoundsException e) {
      System.out.println("readNBytes: " + e.getClass().getName());
    }
    try (InputStream answer = (InputStream) execute.invoke(self, "Thread.print")) {
      var all = new ByteArrayOutputStream();
      answer.transferTo(all);
      System.out.println("transferTo: " + (all.toString().contains("JNI global refs") ? "all" : "not all"));
    }
    self.detach();
  }
}
END
"$JAVA_HOME/bin/java" -version 2>&1 | head -n 1
"$JAVA_HOME/bin/java" -Djdk.attach.allowAttachSelf=true --add-exports jdk.attach/sun.tools.attach=ALL-UNNAMED Answer.java | tee seen
grep -qx "readNBytes: java.lang.ArrayIndexOutOfBoundsException" seen
grep -qx "transferTo: all" seen
