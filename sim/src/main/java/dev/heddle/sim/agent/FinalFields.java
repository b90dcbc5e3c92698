package dev.heddle.sim.agent;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.reflect.AccessFlag;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Which fields of a class never change, by the class file: reading them needs no point.
/// Thread-safe.
final class FinalFields {
  private final Map<String, Set<String>> known = new ConcurrentHashMap<>();

  boolean has(@Nullable ClassLoader loader, String owner, String field) {
    return known.computeIfAbsent(owner, type -> read(loader, type)).contains(field);
  }

  private static Set<String> read(@Nullable ClassLoader loader, String owner) {
    var names = new HashSet<String>();
    String resource = owner + ".class";
    try (var in =
        loader == null
            ? ClassLoader.getSystemResourceAsStream(resource)
            : loader.getResourceAsStream(resource)) {
      if (in != null) {
        for (var field : ClassFile.of().parse(in.readAllBytes()).fields()) {
          if (field.flags().has(AccessFlag.FINAL)) {
            names.add(field.fieldName().stringValue());
          }
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      // Then none is known to be final, and there are more points than are needed.
    }
    return names;
  }
}
