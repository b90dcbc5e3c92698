package dev.heddle.eyes;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/// This JVM's own thread dump, as `jcmd PID Thread.print` prints it. Stateless.
final class OwnDump {
  private OwnDump() {}

  static String print() throws LookException {
    try {
      Object text =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "threadPrint",
                  new Object[] {new String[0]},
                  new String[] {String[].class.getName()});
      return (String) text;
    } catch (JMException e) {
      throw new LookException("this JVM gives no thread dump: " + e, e);
    }
  }
}
