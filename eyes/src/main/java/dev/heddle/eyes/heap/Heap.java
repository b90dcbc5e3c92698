package dev.heddle.eyes.heap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// The objects in a heap dump, by id. Belongs to one thread.
final class Heap {
  /// Fields of a thread that only the thread itself and the JVM use.
  private static final Set<String> OWN =
      Set.of(
          "cont",
          "holder",
          "inheritableThreadLocals",
          "parkBlocker",
          "runContinuation",
          "scopedValueBindings",
          "target",
          "termination",
          "threadLocals");

  private static final Set<String> THREADS =
      Set.of("java.lang.Thread", "java.lang.BaseVirtualThread", "java.lang.VirtualThread");

  /// Lists of threads which are there to be shown, or to interrupt them.
  private static final Set<String> LEAD_NOWHERE =
      Set.of(
          "java.lang.ThreadGroup.threads",
          "java.util.concurrent.ThreadPerTaskExecutor.threads",
          "jdk.internal.vm.SharedThreadContainer.virtualThreads",
          "jdk.internal.misc.ThreadFlock.threads");

  private static final String PHANTOM = "java.lang.ref.PhantomReference";

  private static final int INSTANCE = 0x21;
  private static final int OBJECT_ARRAY = 0x22;
  private static final int VALUES = 25;

  private final Hprof file;
  private final HeapScan scan;
  private final Map<Long, Layout> layouts = new HashMap<>();

  private Heap(Hprof file, HeapScan scan) {
    this.file = file;
    this.scan = scan;
  }

  /// @param references offsets in an instance
  /// @param own offsets of references that only the thread itself uses
  /// @param all offsets by name; a field hides those of the same name in parents
  private record Layout(List<Integer> references, List<Integer> own, Map<String, Integer> all) {}

  static Heap read(Hprof file) throws IOException {
    var scan = new HeapScan(file);
    scan.run();
    return new Heap(file, scan);
  }

  HeapScan scan() {
    return scan;
  }

  int size() {
    return scan.objects.size();
  }

  /// -1 if there is no such object.
  int slot(long id) {
    return scan.objects.slot(id);
  }

  long id(int slot) {
    return scan.objects.key(slot);
  }

  /// Empty if it is an array, or not there.
  String className(long id) {
    HeapClass type = type(id);
    return type == null ? "" : type.name();
  }

  boolean isA(long id, Set<String> names) {
    for (HeapClass type = type(id); type != null; type = scan.classes.get(type.parent())) {
      if (names.contains(type.name())) {
        return true;
      }
    }
    return false;
  }

  private @Nullable HeapClass type(long id) {
    long at = scan.objects.get(id);
    return at < 0 || file.u1(at) != INSTANCE ? null : scan.classes.get(file.id(at + 13));
  }

  /// What a field refers to; 0 if it is null or not there.
  long reference(long id, String field) {
    long at = fieldAt(id, field);
    return at < 0 ? 0 : file.id(at);
  }

  /// The value of a field of type `int`; 0 if it is not there.
  int number(long id, String field) {
    long at = fieldAt(id, field);
    return at < 0 ? 0 : file.i4(at);
  }

  /// The value of a field of type `long`; 0 if it is not there.
  long longNumber(long id, String field) {
    return reference(id, field);
  }

  private long fieldAt(long id, String field) {
    HeapClass type = type(id);
    Integer offset = type == null ? null : layout(type).all.get(field);
    return offset == null ? -1 : scan.objects.get(id) + offset;
  }

  /// The text of a `String`.
  String string(long id) {
    long value = scan.objects.get(reference(id, "value"));
    long coderAt = fieldAt(id, "coder");
    if (value < 0 || coderAt < 0) {
      return "";
    }
    byte[] bytes = file.bytes(value + 18, file.i4(value + 13));
    return new String(
        bytes, file.u1(coderAt) == 0 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_16LE);
  }

  /// What the object in this slot refers to, null included.
  ///
  /// @param own whether with what a thread uses itself
  void references(int slot, boolean own, LongConsumer to) {
    long at = scan.objects.value(slot);
    int tag = file.u1(at);
    if (tag == OBJECT_ARRAY) {
      long end = at + VALUES + Hprof.ID * file.u4(at + 13);
      for (long i = at + VALUES; i < end; i += Hprof.ID) {
        to.accept(file.id(i));
      }
    } else if (tag == INSTANCE) {
      HeapClass type = scan.classes.get(file.id(at + 13));
      if (type != null) {
        Layout layout = layout(type);
        layout.references.forEach(offset -> to.accept(file.id(at + offset)));
        if (own) {
          layout.own.forEach(offset -> to.accept(file.id(at + offset)));
        }
      }
    }
  }

  private Layout layout(HeapClass type) {
    Layout known = layouts.get(type.id());
    if (known == null) {
      known = newLayout(type);
      layouts.put(type.id(), known);
    }
    return known;
  }

  private Layout newLayout(HeapClass type) {
    List<Integer> references = new ArrayList<>();
    List<Integer> own = new ArrayList<>();
    Map<String, Integer> all = new HashMap<>();
    boolean isPhantom = false;
    int offset = VALUES;
    for (HeapClass at = type; at != null; at = scan.classes.get(at.parent())) {
      isPhantom |= at.name().equals(PHANTOM);
      for (HeapClass.Field field : at.fields()) {
        all.putIfAbsent(field.name(), offset);
        boolean isGone = isPhantom && field.name().equals("referent");
        if (field.isReference() && !isGone && !leadsNowhere(at, field)) {
          (isOwn(at, field) ? own : references).add(offset);
        }
        offset += field.type().size;
      }
    }
    return new Layout(List.copyOf(references), List.copyOf(own), Map.copyOf(all));
  }

  private static boolean isOwn(HeapClass type, HeapClass.Field field) {
    return THREADS.contains(type.name()) && OWN.contains(field.name());
  }

  private static boolean leadsNowhere(HeapClass type, HeapClass.Field field) {
    return LEAD_NOWHERE.contains(type.name() + '.' + field.name());
  }

  /// The innermost frame first.
  List<StackTraceElement> stack(HeapThread thread) {
    long at = scan.traces.get(Integer.toUnsignedLong(thread.trace) + 1);
    List<StackTraceElement> stack = new ArrayList<>();
    if (at >= 0) {
      long end = at + 12 + Hprof.ID * file.u4(at + 8);
      for (long i = at + 12; i < end; i += Hprof.ID) {
        long frame = scan.frames.get(file.id(i));
        if (frame >= 0) {
          stack.add(frame(frame));
        }
      }
    }
    return stack;
  }

  private StackTraceElement frame(long at) {
    HeapClass type = scan.classes.get(scan.classesBySerial.getOrDefault(file.i4(at + 32), 0L));
    String source = scan.text(file.id(at + 24));
    int line = file.i4(at + 36);
    boolean isNative = line == -3;
    return new StackTraceElement(
        type == null ? "?" : type.name(),
        scan.text(file.id(at + 8)),
        source.isEmpty() ? null : source,
        isNative ? -2 : line > 0 ? line : -1);
  }
}
