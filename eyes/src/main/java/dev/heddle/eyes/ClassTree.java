package dev.heddle.eyes;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which classes and interfaces are above a class, as the JVM prints it. Asks only once for each
/// class. Belongs to one thread.
final class ClassTree {
  /// How `jcmd` is asked.
  interface Jcmd {
    /// What `VM.class_hierarchy -i` prints for this class.
    String print(String type) throws LookException;
  }

  /// Each costs the JVM a short stop.
  private static final int MOST_CLASSES = 20;

  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_.$]+");
  private static final Pattern LINE =
      Pattern.compile("(?m)^[| -]*(?:implements )?([^\\s/|]+)/(?:null|0x).*$");

  private final Jcmd jcmd;
  private final Map<String, Set<String>> known = new HashMap<>();

  ClassTree(Jcmd jcmd) {
    this.jcmd = jcmd;
  }

  /// Without itself; empty if it is not known.
  Set<String> above(String type) throws LookException {
    Set<String> above = known.get(type);
    if (above == null) {
      boolean asks = known.size() < MOST_CLASSES && NAME.matcher(type).matches();
      above = asks ? names(jcmd.print(type)) : new HashSet<>();
      above.remove(type);
      known.put(type, above);
    }
    return above;
  }

  private static Set<String> names(String printed) {
    Set<String> names = new HashSet<>();
    Matcher line = LINE.matcher(printed);
    while (line.find()) {
      names.add(line.group(1));
    }
    names.remove("java.lang.Object");
    return names;
  }
}
