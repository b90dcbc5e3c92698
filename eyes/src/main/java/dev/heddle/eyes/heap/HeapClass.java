package dev.heddle.eyes.heap;

import java.util.List;
import java.util.Map;

/// A class in a heap dump. Immutable.
///
/// @param parent the id of the class that it extends; 0 if none
/// @param name as in Java: `java.util.Map$Entry`, `int[]`
/// @param fields of its instances, in the order of the dump, without those of `parent`
/// @param numbers its static fields of type `int`
record HeapClass(
    long id, long parent, String name, List<Field> fields, Map<String, Integer> numbers) {

  /// A field of instances.
  record Field(String name, ValueType type) {
    boolean isReference() {
      return type == ValueType.OBJECT;
    }
  }
}
