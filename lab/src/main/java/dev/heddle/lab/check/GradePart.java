package dev.heddle.lab.check;

/// The parts of a judgement, each with points of its own.
public enum GradePart {
  BEHAVIOUR("behaviour"),
  LOAD("load and memory"),
  ROBUSTNESS("robustness");

  private final String title;

  GradePart(String title) {
    this.title = title;
  }

  /// As the judgement calls it.
  public String title() {
    return title;
  }
}
