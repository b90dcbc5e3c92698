/// What runs inside another JVM to see which thread waits for which there, and the format of its
/// answer.
@SuppressWarnings("module") // eyes, which sees the format, is compiled later
module dev.heddle.probe {
  requires java.instrument;
  requires static jdk.management;
  requires static org.jspecify;

  exports dev.heddle.probe to
      dev.heddle.eyes;
  exports dev.heddle.probe.facts to
      dev.heddle.eyes;
}
