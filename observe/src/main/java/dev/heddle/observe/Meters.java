package dev.heddle.observe;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/// Registers meters, and removes them again. Used by one thread at a time.
///
/// Micrometer holds the object that a meter reads by a weak reference: once that object is
/// collected, a counter freezes and a gauge is NaN. So each meter here reads a function that holds
/// all it needs, and no other object.
final class Meters {
  private final MeterRegistry registry;
  private final Tags tags;
  private final List<Meter> registered;

  /// @param tags of all meters
  Meters(MeterRegistry registry, Tags tags) {
    this(registry, tags, new ArrayList<>());
  }

  private Meters(MeterRegistry registry, Tags tags, List<Meter> registered) {
    this.registry = registry;
    this.tags = tags;
    this.registered = registered;
  }

  /// The same meters; new ones have one more tag.
  Meters with(String tag, String value) {
    return new Meters(registry, tags.and(tag, value), registered);
  }

  void counter(String name, String description, DoubleSupplier count) {
    registered.add(
        FunctionCounter.builder(name, count, _ -> count.getAsDouble())
            .tags(tags)
            .description(description)
            .register(registry));
  }

  /// @param unit empty if there is none
  void gauge(String name, String unit, String description, DoubleSupplier value) {
    registered.add(
        Gauge.builder(name, value::getAsDouble)
            .strongReference(true)
            .tags(tags)
            .description(description)
            .baseUnit(unit.isEmpty() ? null : unit)
            .register(registry));
  }

  void nanos(String name, String description, DoubleSupplier nanos) {
    registered.add(
        TimeGauge.builder(name, nanos::getAsDouble, TimeUnit.NANOSECONDS)
            .strongReference(true)
            .tags(tags)
            .description(description)
            .register(registry));
  }

  /// Removes all from the registry.
  void remove() {
    registered.forEach(registry::remove);
    registered.clear();
  }
}
