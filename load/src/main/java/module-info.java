/// A load generator for TCP and UDP services that compares servers side by side.
module dev.heddle.load {
  requires dev.heddle;
  requires HdrHistogram;
  requires static org.jspecify;
  requires tools.jackson.databind;

  exports dev.heddle.load;
  exports dev.heddle.load.crew;
  exports dev.heddle.load.proc;
  exports dev.heddle.load.report;
  exports dev.heddle.load.stats;
  exports dev.heddle.load.wire;
}
