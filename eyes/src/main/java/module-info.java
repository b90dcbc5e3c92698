/// Who waits for whom in a running JVM.
module dev.heddle.eyes {
  requires jdk.attach;
  requires dev.heddle.probe;
  requires static org.jspecify;

  exports dev.heddle.eyes;
}
