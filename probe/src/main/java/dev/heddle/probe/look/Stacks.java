package dev.heddle.probe.look;

import dev.heddle.probe.facts.FactsWriter;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Numbers the distinct stacks, and writes each once. Belongs to the looking thread.
final class Stacks {
  private final Map<List<StackTraceElement>, Integer> numbers = new HashMap<>();
  private final FactsWriter out;

  Stacks(FactsWriter out) {
    this.out = out;
  }

  int number(List<StackTraceElement> stack) throws IOException {
    Integer known = numbers.get(stack);
    if (known != null) {
      return known;
    }
    int number = numbers.size();
    numbers.put(stack, number);
    out.stack(number, stack);
    return number;
  }
}
