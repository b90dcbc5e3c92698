#!/bin/sh
# JDK 25.0.3 (Temurin), an agent that is loaded into a running JVM.
#
# Loading any agent of java.lang.instrument, even one that does nothing and asks for nothing, turns on JVMTI's notifications of
# virtual threads (the operation SetNotifyJvmtiEventsMode at a safepoint). From then on each mount and unmount of a virtual
# thread tells JVMTI of it. Nothing turns this off again, although no agent listens.
#
# Seen: the operation is logged once, when the agent is loaded, and never again until the end. Fails if that changes.
set -eu
JAVA_HOME=${JAVA_HOME:-$("$(dirname "$0")/../tools/find-jdk")}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >Idle.java <<'END'
public class Idle {
  public static void agentmain(String arguments) {}
}
END
cat >Load.java <<'END'
import com.sun.tools.attach.VirtualMachine;

public class Load {
  public static void main(String[] args) throws Exception {
    Thread.ofVirtual().start(() -> System.out.println("before")).join();
    VirtualMachine self = VirtualMachine.attach(Long.toString(ProcessHandle.current().pid()));
    self.loadAgent("idle.jar");
    self.detach();
    Thread.ofVirtual().start(() -> System.out.println("after")).join();
    System.gc();
    Thread.sleep(500);
  }
}
END
"$JAVA_HOME/bin/java" -version 2>&1 | head -n 1
"$JAVA_HOME/bin/javac" Idle.java Load.java
echo "Agent-Class: Idle" >manifest
"$JAVA_HOME/bin/jar" cfm idle.jar manifest Idle.class
"$JAVA_HOME/bin/java" -Djdk.attach.allowAttachSelf=true -XX:+EnableDynamicAgentLoading -Xlog:safepoint:file=log -cp . Load
grep -c SetNotifyJvmtiEventsMode log | tee count
grep -qx 1 count
