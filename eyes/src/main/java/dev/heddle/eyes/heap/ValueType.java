package dev.heddle.eyes.heap;

import java.io.IOException;

/// The types of values in a heap dump, with their sizes in bytes.
enum ValueType {
  OBJECT(Hprof.ID),
  BOOLEAN(1),
  CHAR(2),
  FLOAT(4),
  DOUBLE(8),
  BYTE(1),
  SHORT(2),
  INT(4),
  LONG(8);

  private static final ValueType[] ALL = values();
  private static final int FIRST_PRIMITIVE = 4;

  final int size;

  ValueType(int size) {
    this.size = size;
  }

  /// @param code that the dump has for it
  static ValueType of(int code) throws IOException {
    if (code == 2) {
      return OBJECT;
    }
    int index = code - FIRST_PRIMITIVE + 1;
    if (index < 1 || index >= ALL.length) {
      throw new IOException("unknown type in the heap dump: " + code);
    }
    return ALL[index];
  }
}
