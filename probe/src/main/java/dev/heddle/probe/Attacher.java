package dev.heddle.probe;

/// The program that loads an agent into another JVM: `PID JAR ARGUMENT`. By reflection, because the
/// module `jdk.attach` need not be there where only its class file is read.
public final class Attacher {
  private Attacher() {}

  public static void main(String[] arguments) throws ReflectiveOperationException {
    Class<?> type = Class.forName("com.sun.tools.attach.VirtualMachine");
    Object jvm = type.getMethod("attach", String.class).invoke(null, arguments[0]);
    type.getMethod("loadAgent", String.class, String.class).invoke(jvm, arguments[1], arguments[2]);
    type.getMethod("detach").invoke(jvm);
  }
}
