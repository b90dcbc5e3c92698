/// The classic patterns and bugs of concurrency, runnable and drawn; the guide's servers; and a
/// judge of servers.
module dev.heddle.lab {
  requires dev.heddle;
  requires static org.jspecify;
  requires tools.jackson.databind;

  exports dev.heddle.lab;
  exports dev.heddle.lab.check;
  exports dev.heddle.lab.draw;
  exports dev.heddle.lab.patterns;
  exports dev.heddle.lab.record;
  exports dev.heddle.lab.steps;
}
