package dev.heddle.sim.scheduler;

import dev.heddle.sim.agent.Sites;
import dev.heddle.sim.agent.Sites.Site;
import dev.heddle.sim.hooks.Hooks;
import dev.heddle.sim.runs.UnsafeUse;
import java.security.MessageDigest;
import java.security.Signature;
import java.text.Format;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Calendar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.WeakHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/// Notices two threads that use an object of the JDK's at once that is not made for several, such
/// as a collection or a format: one of them stands right before its call when another one calls, so
/// nothing keeps the two calls apart. In a world each call of the JDK is one step, so that its
/// damage would never show. Belongs to the world.
@SuppressWarnings("ReferenceEquality") // it is about one and the same object
final class UnsafeUses {
  /// Exactly these: a class of one's own may lock in its methods.
  private static final Set<Class<?>> COLLECTIONS =
      Set.of(
          ArrayDeque.class,
          ArrayList.class,
          BitSet.class,
          HashMap.class,
          HashSet.class,
          IdentityHashMap.class,
          LinkedHashMap.class,
          LinkedHashSet.class,
          LinkedList.class,
          PriorityQueue.class,
          TreeMap.class,
          TreeSet.class,
          WeakHashMap.class);

  /// The JDK's own kinds of these.
  private static final List<Class<?>> STATEFUL =
      List.of(
          Calendar.class,
          Cipher.class,
          Format.class,
          Mac.class,
          Matcher.class,
          MessageDigest.class,
          Signature.class);

  /// Methods that change a collection.
  private static final Pattern CHANGES =
      Pattern.compile(
          "add.*|put.*|remove.*|clear|set|push|pop|poll.*|offer.*|retainAll|replace.*|sort|compute.*"
              + "|merge|flip|and|andNot|or|xor");

  /// Methods that do not change one of the others: formats use a state of theirs for each text.
  private static final Pattern READS =
      Pattern.compile(
          "get.*|is.*|to.*|group.*|start|end|has.*|hitEnd|requireEnd|pattern|clone|equals"
              + "|compareTo|hashCode");

  /// By class, whether it is one: to look at a call costs little then.
  private static final ClassValue<Boolean> UNSAFE =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return COLLECTIONS.contains(type)
              || (type.getModule().getName() != null
                  && type.getModule().getName().startsWith("java.")
                  && STATEFUL.stream().anyMatch(kind -> kind.isAssignableFrom(type)));
        }
      };

  private final List<Use> uses = new ArrayList<>();

  /// @param task stands before it
  private record Use(Task task, Object object, Site site) {}

  /// The thread stops at this point.
  void stops(Task task, int site) {
    Object object = Hooks.used(site);
    if (object != null && !task.looks && UNSAFE.get(object.getClass())) {
      uses.add(new Use(task, object, Sites.get(site)));
      Hooks.othersUse(true);
    }
  }

  /// The thread continues, or has been killed.
  void goesOn(Task task) {
    uses.removeIf(use -> use.task == task);
    Hooks.othersUse(!uses.isEmpty());
  }

  /// What is to be said if another thread is about to use it as well, and one of the two changes
  /// it; null if not.
  @Nullable UnsafeUse collision(Task task, Object object, int site) {
    Site here = Sites.get(site);
    for (Use use : uses) {
      if (use.object == object && (changes(object, here) || changes(object, use.site))) {
        return new UnsafeUse(
            "two threads use one %s at a time, which is not made for that: %s %s, %s %s"
                .formatted(object.getClass().getSimpleName(), task, here, use.task, use.site));
      }
    }
    return null;
  }

  private static boolean changes(Object object, Site site) {
    String method = site.action().substring(site.action().lastIndexOf('.') + 1);
    return COLLECTIONS.contains(object.getClass())
        ? CHANGES.matcher(method).matches()
        : !READS.matcher(method).matches();
  }
}
