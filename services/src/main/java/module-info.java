/// Services that are useful as they are, and show how one is written.
module dev.heddle.services {
  requires transitive dev.heddle;
  requires static org.jspecify;

  exports dev.heddle.services;
}
