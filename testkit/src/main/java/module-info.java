/// For tests of what is built with Heddle: servers and clients in memory, and the contract suite
/// for engines.
module dev.heddle.testkit {
  requires transitive dev.heddle;
  requires transitive dev.heddle.fixtures;
  requires java.management;
  requires static org.junit.jupiter.api;
  requires static org.assertj.core;
  requires static org.jspecify;

  exports dev.heddle.testkit;

  // JUnit calls methods of the suite that are not public.
  opens dev.heddle.testkit.contract;

  exports dev.heddle.testkit.contract;
}
