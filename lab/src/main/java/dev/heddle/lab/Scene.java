package dev.heddle.lab;

/// One way of doing what a pattern shows. Immutable.
///
/// @param title what sets it apart from the pattern's other scenes, in a few words
/// @param play what happens
public record Scene(String title, Play play) {

  /// Runs on the lab's threads and returns when it is over.
  @FunctionalInterface
  public interface Play {
    void run(Lab lab) throws Exception;
  }
}
