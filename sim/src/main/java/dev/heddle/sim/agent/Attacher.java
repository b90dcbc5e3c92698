package dev.heddle.sim.agent;

/// The program that attaches an agent to another JVM: `PID JAR`. By reflection, because the module
/// `jdk.attach` need not be there when only `-javaagent` is used.
public final class Attacher {
  private Attacher() {}

  public static void main(String[] arguments) throws ReflectiveOperationException {
    Class<?> type = Class.forName("com.sun.tools.attach.VirtualMachine");
    Object machine = type.getMethod("attach", String.class).invoke(null, arguments[0]);
    type.getMethod("loadAgent", String.class).invoke(machine, arguments[1]);
    type.getMethod("detach").invoke(machine);
  }
}
