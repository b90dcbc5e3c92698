package dev.heddle.eyes.heap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Goes once through a heap dump and remembers where things are. Not thread-safe.
final class HeapScan {
  /// JDK's registries of all threads: what only they lead to, no thread can wake.
  private static final String ROOT_CONTAINER = "jdk.internal.vm.ThreadContainers$RootContainer";

  /// Values of `ClassValue` hang on classes by a field that heap dumps leave out.
  private static final String CLASS_VALUES = "java.lang.ClassValue$ClassValueMap";

  static final String VIRTUAL_THREAD = "java.lang.VirtualThread";

  private final Hprof file;
  final LongMap objects = new LongMap();
  final LongMap frames = new LongMap();
  final LongMap traces = new LongMap();
  final Map<Long, HeapClass> classes = new HashMap<>();
  final Map<Integer, Long> classesBySerial = new HashMap<>();
  final Map<Integer, HeapThread> threads = new HashMap<>();
  final LongList virtualThreads = new LongList();

  /// Objects that are reached whatever threads do.
  final LongList roots = new LongList();

  private final LongMap texts = new LongMap();
  private final Map<Long, Long> classNames = new HashMap<>();

  HeapScan(Hprof file) {
    this.file = file;
  }

  /// @throws IOException if it is not written as HotSpot does
  void run() throws IOException {
    long at = file.firstRecord();
    while (at < file.size()) {
      int tag = file.u1(at);
      long body = at + 9;
      long end = body + file.u4(at + 5);
      if (end > file.size()) {
        throw new IOException("the heap dump is cut short");
      }
      switch (tag) {
        case 0x01 -> texts.put(file.id(body), at);
        case 0x02 -> {
          classesBySerial.put(file.i4(body), file.id(body + 4));
          classNames.put(file.id(body + 4), file.id(body + 16));
        }
        case 0x04 -> frames.put(file.id(body), body);
        case 0x05 -> traces.put(file.u4(body) + 1, body); // numbers begin with 0, keys with 1
        case 0x0C, 0x1C -> segment(body, end);
        default -> {}
      }
      at = end;
    }
  }

  private void segment(long begin, long end) throws IOException {
    long at = begin;
    while (at < end) {
      int tag = file.u1(at);
      long id = file.id(at + 1);
      at =
          switch (tag) {
            case 0xFF, 0x05, 0x07 -> root(id, at + 9);
            case 0x01 -> root(id, at + 17);
            case 0x02 -> root(id, at + 17);
            case 0x03 -> {
              thread(file.i4(at + 9)).references.add(id);
              yield at + 17;
            }
            case 0x04, 0x06 -> root(id, at + 13);
            case 0x08 -> {
              HeapThread thread = thread(file.i4(at + 9));
              thread.id = id;
              thread.trace = file.i4(at + 13);
              yield at + 17;
            }
            case 0x20 -> new ClassDump(at + 1).read(id);
            case 0x21 -> instance(id, at);
            case 0x22 -> {
              objects.put(id, at);
              yield at + 25 + Hprof.ID * file.u4(at + 13);
            }
            case 0x23 -> {
              objects.put(id, at);
              yield at + 18 + ValueType.of(file.u1(at + 17)).size * file.u4(at + 13);
            }
            default -> throw new IOException("unknown record in the heap dump: " + tag);
          };
    }
  }

  private long root(long id, long next) {
    roots.add(id);
    return next;
  }

  private HeapThread thread(int serial) {
    return threads.computeIfAbsent(serial, number -> new HeapThread());
  }

  private long instance(long id, long at) {
    objects.put(id, at);
    HeapClass type = classes.get(file.id(at + 13));
    if (type != null && type.name().equals(VIRTUAL_THREAD)) {
      virtualThreads.add(id);
    } else if (type != null && type.name().equals(CLASS_VALUES)) {
      roots.add(id);
    }
    return at + 25 + file.u4(at + 21);
  }

  String text(long id) {
    long at = texts.get(id);
    return at < 0 ? "" : file.text(at + 17, (int) file.u4(at + 5) - Hprof.ID);
  }

  /// As in Java; hidden classes have a slash there, too.
  private String className(long id) {
    Long name = classNames.get(id);
    return name == null ? "" : text(name).replace('/', '.').replace("+0x", "/0x");
  }

  /// Reads one class. What its static fields refer to counts as reached: classes are hardly ever
  /// unloaded, and no thread waits for that.
  private final class ClassDump {
    private long at;

    ClassDump(long at) {
      this.at = at;
    }

    long read(long id) throws IOException {
      long parent = file.id(at + 12);
      String name = className(id);
      for (int i = 2; i <= 4; i++) { // loader, signers, protection domain
        roots.add(file.id(at + 4 + i * (long) Hprof.ID));
      }
      at += 4 + 7 * Hprof.ID + 4;
      skipConstants();
      Map<String, Integer> numbers = statics(name.startsWith(ROOT_CONTAINER));
      classes.put(id, new HeapClass(id, parent, name, fields(), numbers));
      return at;
    }

    private void skipConstants() throws IOException {
      int count = count();
      for (int i = 0; i < count; i++) {
        at += 3 + ValueType.of(file.u1(at + 2)).size;
      }
    }

    private Map<String, Integer> statics(boolean isRegistry) throws IOException {
      Map<String, Integer> numbers = new HashMap<>();
      int count = count();
      for (int i = 0; i < count; i++) {
        ValueType type = ValueType.of(file.u1(at + Hprof.ID));
        long value = at + Hprof.ID + 1;
        if (type == ValueType.INT) {
          numbers.put(text(file.id(at)), file.i4(value));
        } else if (type == ValueType.OBJECT && !isRegistry) {
          roots.add(file.id(value));
        }
        at = value + type.size;
      }
      return Map.copyOf(numbers);
    }

    private List<HeapClass.Field> fields() throws IOException {
      List<HeapClass.Field> fields = new ArrayList<>();
      int count = count();
      for (int i = 0; i < count; i++) {
        fields.add(new HeapClass.Field(text(file.id(at)), ValueType.of(file.u1(at + Hprof.ID))));
        at += Hprof.ID + 1;
      }
      return List.copyOf(fields);
    }

    private int count() {
      int count = file.u2(at);
      at += 2;
      return count;
    }
  }
}
