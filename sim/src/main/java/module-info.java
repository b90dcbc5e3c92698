/// Simulated worlds: concurrent code under a seed, in virtual time, over a simulated network.
module dev.heddle.sim {
  requires java.instrument;
  requires static org.jspecify;
  requires static org.junit.jupiter.api;

  exports dev.heddle.sim;
  exports dev.heddle.sim.disk; // faults of disks
  exports dev.heddle.sim.net; // links and rules
  exports dev.heddle.sim.runs; // decisions of plans, and why worlds fail

  opens dev.heddle.sim to
      org.junit.platform.commons;
}
