package dev.heddle.probe.look;

import static dev.heddle.probe.look.Inside.field;
import static dev.heddle.probe.look.Inside.method;

import dev.heddle.probe.facts.FactsWriter;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// The descriptors of the sockets that virtual threads wait for: the JDK's pollers know them.
/// Stateless.
final class PolledSockets {
  private PolledSockets() {}

  /// Writes none if this release keeps them differently.
  static void write(FactsWriter out) throws IOException {
    try {
      Class<?> poller = Inside.ifInUse("sun.nio.ch.Poller");
      if (poller == null) {
        return;
      }
      Field map = field(poller, "map");
      for (Object one : all(poller)) {
        write((Map<?, ?>) map.get(one), out);
      }
    } catch (ReflectiveOperationException e) {
      out.note("sockets are not named: this JDK keeps them differently");
    }
  }

  private static List<Object> all(Class<?> poller) throws ReflectiveOperationException {
    List<Object> all = new ArrayList<>();
    for (String which : List.of("READ_POLLERS", "WRITE_POLLERS")) { // of JDK 21
      Field array = Inside.fieldIfAny(poller, which);
      if (array != null) {
        all.addAll(Arrays.asList((Object[]) array.get(null)));
      }
    }
    if (all.isEmpty()) {
      for (String which : List.of("readPollers", "writePollers")) {
        all.addAll((List<?>) method(poller, which).invoke(null));
      }
    }
    return all;
  }

  private static void write(Map<?, ?> threads, FactsWriter out) throws IOException {
    for (Map.Entry<?, ?> entry : threads.entrySet()) {
      if (entry.getKey() instanceof Integer descriptor
          && entry.getValue() instanceof Thread thread) {
        out.socket(Look.id(thread), descriptor);
      }
    }
  }
}
