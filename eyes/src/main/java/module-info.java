/// Which thread waits for which in a running JVM.
module dev.heddle.eyes {
  requires java.management;
  requires jdk.attach;
  requires jdk.management;
  requires dev.heddle.probe;
  requires static org.jspecify;

  exports dev.heddle.eyes;
}
