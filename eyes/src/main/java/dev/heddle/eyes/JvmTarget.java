package dev.heddle.eyes;

import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A JVM on this machine. Immutable.
///
/// @param title its main class or jar, as far as it is known; may be empty
public record JvmTarget(long pid, String title) {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
  private static final int MOST_LISTED = 10;

  /// The JVM with this process id, or the one whose main class, jar or arguments contain this name.
  ///
  /// @throws LookException if there is none, or several have that name
  public static JvmTarget find(String pidOrName) throws LookException {
    if (NUMBER.matcher(pidOrName).matches()) {
      long pid = Long.parseLong(pidOrName);
      Proc.checkJvm(pid);
      return all().filter(jvm -> jvm.pid == pid).findFirst().orElse(new JvmTarget(pid, ""));
    }
    List<JvmTarget> named = pidOrName.isBlank() ? List.of() : named(pidOrName);
    if (named.isEmpty()) {
      throw new LookException(
          "no JVM has '" + pidOrName + "' in its name; " + list("there are", all().toList()));
    }
    if (named.size() > 1) {
      throw new LookException(
          "several JVMs have '" + pidOrName + "' in their names; " + list("give a PID:", named));
    }
    JvmTarget one = named.getFirst();
    Proc.checkJvm(one.pid);
    return one;
  }

  /// Those with exactly this main class or jar, or else those that contain it.
  private static List<JvmTarget> named(String name) {
    List<JvmTarget> exact = all().filter(jvm -> jvm.isCalled(name)).toList();
    return exact.isEmpty() ? all().filter(jvm -> jvm.title.contains(name)).toList() : exact;
  }

  private boolean isCalled(String name) {
    String first = title.split(" ", 2)[0];
    return first.equals(name) || first.endsWith('.' + name) || first.endsWith('/' + name);
  }

  /// All but this process.
  private static Stream<JvmTarget> all() {
    long self = ProcessHandle.current().pid();
    return VirtualMachine.list().stream()
        .filter(jvm -> NUMBER.matcher(jvm.id()).matches())
        .map(JvmTarget::of)
        .filter(jvm -> jvm.pid != self);
  }

  private static JvmTarget of(VirtualMachineDescriptor jvm) {
    return new JvmTarget(Long.parseLong(jvm.id()), jvm.displayName());
  }

  private static String list(String before, List<JvmTarget> jvms) {
    if (jvms.isEmpty()) {
      return "this user has no other JVM here";
    }
    List<String> names = jvms.stream().limit(MOST_LISTED).map(JvmTarget::toString).toList();
    String more = jvms.size() > MOST_LISTED ? " and " + (jvms.size() - MOST_LISTED) + " more" : "";
    return before + ' ' + String.join(", ", names) + more;
  }

  @Override
  public String toString() {
    return pid + (title.isEmpty() ? "" : " (" + beginning(title) + ')');
  }

  private static String beginning(String title) {
    return title.length() <= 60 ? title : title.substring(0, 60) + "…";
  }
}
