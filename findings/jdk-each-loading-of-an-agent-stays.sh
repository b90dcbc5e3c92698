#!/bin/sh
# JDK 25.0.3 (Temurin), com.sun.tools.attach.VirtualMachine.loadAgent.
#
# A tool that looks at a JVM again and again may load its agent each time: the agent's class is there already and only its
# agentmain runs again. But each loading makes a new Instrumentation and what the JVM keeps for it in native memory, though the
# agent keeps nothing: they are never freed, not by a full collection and not when the tool detaches. A look each second is
# 86,400 of them a day. An agent that is loaded once and then asked, over a socket say, leaves one.
#
# Seen: "after 500 loadings and a full collection: 500 of sun.instrument.InstrumentationImpl". Fails if that changes.
set -eu
JAVA_HOME=${JAVA_HOME:-$("$(dirname "$0")/../tools/find-jdk")}
work=$(mktemp -d)
target=
trap '[ -z "$target" ] || kill "$target" 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"

cat >Agent.java <<'END'
public class Agent {
  public static void agentmain(String arguments, java.lang.instrument.Instrumentation jvm) {}
}
END
cat >Target.java <<'END'
public class Target {
  public static void main(String[] args) throws InterruptedException {
    System.out.println("ready");
    Thread.sleep(120_000);
  }
}
END
cat >Load.java <<'END'
import com.sun.tools.attach.VirtualMachine;

public class Load {
  public static void main(String[] args) throws Exception {
    for (int i = 0; i < Integer.parseInt(args[2]); i++) {
      VirtualMachine jvm = VirtualMachine.attach(args[0]);
      jvm.loadAgent(args[1]);
      jvm.detach();
    }
  }
}
END
"$JAVA_HOME/bin/javac" Agent.java Target.java Load.java
echo "Agent-Class: Agent" >manifest
"$JAVA_HOME/bin/jar" --create --file agent.jar --manifest manifest Agent.class
"$JAVA_HOME/bin/java" -XX:+EnableDynamicAgentLoading -cp . Target >ready &
target=$!
until grep -q ready ready; do sleep 0.1; done

"$JAVA_HOME/bin/java" -cp . Load "$target" "$work/agent.jar" 500
"$JAVA_HOME/bin/jcmd" "$target" GC.run >/dev/null
kept=$("$JAVA_HOME/bin/jcmd" "$target" GC.class_histogram | awk '$4 == "sun.instrument.InstrumentationImpl" { print $2 }')
echo "after 500 loadings and a full collection: ${kept:-0} of sun.instrument.InstrumentationImpl"
[ "${kept:-0}" = 500 ]
