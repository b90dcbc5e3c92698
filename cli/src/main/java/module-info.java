/// The `heddle` command.
module dev.heddle.cli {
  requires dev.heddle;
  requires dev.heddle.cluster;
  requires dev.heddle.eyes;
  requires dev.heddle.http;
  requires dev.heddle.lab;
  requires dev.heddle.load;
  requires dev.heddle.observe;
  requires dev.heddle.services;
  requires dev.heddle.sim;
  requires info.picocli;
  requires java.logging;
  requires java.management;
  requires jdk.unsupported;
  requires org.apache.httpcomponents.core5.httpcore5;
  requires org.jline;
  requires org.junit.platform.engine;
  requires org.junit.platform.launcher;
  requires tools.jackson.databind;
  requires static org.jspecify;

  opens dev.heddle.cli to
      info.picocli;
  opens dev.heddle.cli.arguments to
      info.picocli;
  opens dev.heddle.cli.check to
      info.picocli;
  opens dev.heddle.cli.compare to
      info.picocli;
  opens dev.heddle.cli.connect to
      info.picocli;
  opens dev.heddle.cli.lab to
      info.picocli;
  opens dev.heddle.cli.load to
      info.picocli;
  opens dev.heddle.cli.machine to
      info.picocli;
  opens dev.heddle.cli.serve to
      info.picocli;
  opens dev.heddle.cli.sim to
      info.picocli;
  opens dev.heddle.cli.status to
      info.picocli;
  opens dev.heddle.cli.terminal to
      info.picocli;
  opens dev.heddle.cli.threads to
      info.picocli;
}
