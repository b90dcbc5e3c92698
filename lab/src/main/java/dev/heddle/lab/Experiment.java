package dev.heddle.lab;

import java.util.List;
import java.util.function.Function;

/// What there is to know about a pattern before it runs: the command's list and options come from
/// here. Immutable.
///
/// @param name its name on the command line
/// @param description what it shows, in a few words
/// @param settings its own options
/// @param scenes its scenes, played one after another
public record Experiment(
    String name,
    String description,
    List<Setting> settings,
    Function<Settings, List<Scene>> scenes) {

  public Experiment {
    settings = List.copyOf(settings);
  }

  @Override
  public String toString() {
    return name;
  }
}
