package dev.heddle.eyes;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/// What `jcmd` prints of this JVM, such as its thread dump. Stateless.
final class OwnDump {
  private OwnDump() {}

  /// @param command as the JVM's bean of diagnostic commands calls it
  static String print(String command, String... arguments) throws LookException {
    try {
      Object text =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  command,
                  new Object[] {arguments},
                  new String[] {String[].class.getName()});
      return (String) text;
    } catch (JMException e) {
      throw new LookException("this JVM does not answer " + command + ": " + e, e);
    }
  }
}
