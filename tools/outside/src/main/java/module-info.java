module outside {
  requires dev.heddle;
  requires dev.heddle.http;
  requires dev.heddle.sim;
  requires dev.heddle.testkit;
}
