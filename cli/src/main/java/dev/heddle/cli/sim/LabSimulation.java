package dev.heddle.cli.sim;

import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.cli.arguments.Complaints;
import dev.heddle.lab.Experiment;
import dev.heddle.lab.Scene;
import dev.heddle.lab.Settings;
import dev.heddle.sim.Report;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A pattern of the lab in worlds: which results there are, how often, and under which seed first.
/// Belongs to one command.
final class LabSimulation {
  private final Experiment pattern;
  private final @Nullable String only;
  private final SeedOptions seeds;
  private final SimScreen screen;
  private final Outcome told;

  /// @param only the title of the one scene to play; null for all
  LabSimulation(
      Experiment pattern,
      @Nullable String only,
      SeedOptions seeds,
      SimScreen screen,
      Outcome told) {
    this.pattern = pattern;
    this.only = only;
    this.seeds = seeds;
    this.screen = screen;
    this.told = told;
  }

  void run() throws CommandFailure {
    List<String> titles =
        pattern.scenes().apply(Settings.DEFAULTS).stream().map(Scene::title).toList();
    if (only != null && !titles.contains(only)) {
      throw CommandFailure.usage(Complaints.unknown("scene", only, titles));
    }
    seeds.requireOne(only == null ? titles.size() : 1);
    for (int i = 0; i < titles.size() && !screen.isOver(); i++) {
      if (only == null || only.equals(titles.get(i))) {
        play(i, titles.get(i));
      }
    }
  }

  private void play(int scene, String title) throws CommandFailure {
    Map<Long, List<String>> results = new ConcurrentHashMap<>();
    String name = pattern.name();
    List<String> what = title.isEmpty() ? List.of("lab", name) : List.of("lab", name, title);
    screen.begin(Outcome.command(what));
    Report report =
        seeds.run(
            world -> {
              Scene fresh = pattern.scenes().apply(Settings.DEFAULTS).get(scene);
              List<String> concluded = LabWorld.play(fresh, world);
              if (world.seed() > 0) { // others are warm-ups
                results.putIfAbsent(world.seed(), concluded);
              }
            },
            screen);
    told.tell(what, title.isEmpty() ? name : title, report);
    told.lines(counted(results));
  }

  /// Each result with how often it came, the most frequent first.
  private static List<String> counted(Map<Long, List<String>> results) {
    Map<List<String>, List<Long>> bySeeds = new LinkedHashMap<>();
    results.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry ->
            bySeeds
                .computeIfAbsent(entry.getValue(), result -> new ArrayList<>())
                .add(entry.getKey()));
    List<String> lines = new ArrayList<>();
    bySeeds.entrySet().stream()
        .filter(entry -> !entry.getKey().isEmpty())
        .sorted(Comparator.comparingInt(entry -> -entry.getValue().size()))
        .limit(10)
        .forEach(entry ->
            lines.add(
                String.format(
                    "%8d  %s (first: seed %d)",
                    entry.getValue().size(),
                    String.join("; ", entry.getKey()),
                    entry.getValue().getFirst())));
    return lines;
  }
}
