package dev.heddle.sim.agent;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What class files tell of the fields that code reads: which never change, so that reading them
/// needs no point; and which are an interface's, and differ from world to world. Thread-safe.
final class Fields {
  private static final Type UNKNOWN = new Type(Set.of(), Set.of(), Set.of(), List.of());

  private final Map<String, Type> known = new ConcurrentHashMap<>();

  /// @param declared its fields
  /// @param finals those that are final
  /// @param renewed those that worlds renew, if it is an interface
  /// @param parents where the JVM looks for fields that it does not have, in that order
  private record Type(
      Set<String> declared, Set<String> finals, Set<String> renewed, List<String> parents) {

    static Type of(ClassModel model) {
      Set<String> declared = new HashSet<>();
      Set<String> finals = new HashSet<>();
      Set<String> renewed = new HashSet<>();
      boolean isInterface = model.flags().has(AccessFlag.INTERFACE);
      boolean renews = isInterface && StaticState.of(model).changes();
      for (FieldModel field : model.fields()) {
        String name = field.fieldName().stringValue();
        declared.add(name);
        if (field.flags().has(AccessFlag.FINAL)) {
          finals.add(name);
        }
        if (renews && StaticState.isVariable(field)) {
          renewed.add(name);
        }
      }
      List<String> parents = new ArrayList<>();
      model.interfaces().forEach(parent -> parents.add(parent.asInternalName()));
      model.superclass().map(ClassEntry::asInternalName).ifPresent(parents::add);
      return new Type(declared, finals, renewed, parents);
    }
  }

  /// Whether a field of a class never changes.
  boolean isFinal(@Nullable ClassLoader loader, String owner, String field) {
    return type(loader, owner).finals.contains(field);
  }

  /// The interface that has the field which is found in a class, if worlds renew it; null
  /// otherwise.
  @Nullable String renewedIn(@Nullable ClassLoader loader, String owner, String field) {
    String declaring = declaring(loader, owner, field);
    return declaring != null && type(loader, declaring).renewed.contains(field) ? declaring : null;
  }

  private @Nullable String declaring(@Nullable ClassLoader loader, String owner, String field) {
    if (Scope.isTool(owner)) {
      return null;
    }
    Type type = type(loader, owner);
    if (type.declared.contains(field)) {
      return owner;
    }
    for (String parent : type.parents) {
      String found = declaring(loader, parent, field);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private Type type(@Nullable ClassLoader loader, String name) {
    return known.computeIfAbsent(name, missing -> read(loader, missing));
  }

  private static Type read(@Nullable ClassLoader loader, String owner) {
    String resource = owner + ".class";
    try (var in =
        loader == null
            ? ClassLoader.getSystemResourceAsStream(resource)
            : loader.getResourceAsStream(resource)) {
      return in == null ? UNKNOWN : Type.of(ClassFile.of().parse(in.readAllBytes()));
    } catch (IOException | IllegalArgumentException e) {
      return UNKNOWN; // then none is known to be final, and there are more points than are needed
    }
  }
}
