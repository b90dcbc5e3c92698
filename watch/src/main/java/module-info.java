/// Watches the threads of the program that it is in.
module dev.heddle.watch {
  requires dev.heddle;
  requires transitive dev.heddle.eyes;
  requires jdk.jfr;
  requires static transitive micrometer.core;
  requires static org.jspecify;

  exports dev.heddle.watch;
}
