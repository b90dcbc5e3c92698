/// For tests of what is built with Heddle: servers and clients in memory.
module dev.heddle.testkit {
  requires transitive dev.heddle;
  requires static org.jspecify;

  exports dev.heddle.testkit;
}
