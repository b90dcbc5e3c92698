/// The `heddle` command.
module dev.heddle.cli {
  requires dev.heddle;
  requires dev.heddle.http;
  requires dev.heddle.lab;
  requires dev.heddle.load;
  requires dev.heddle.observe;
  requires dev.heddle.services;
  requires info.picocli;
  requires java.logging;
  requires java.management;
  requires jdk.unsupported;
  requires org.jline;
  requires tools.jackson.databind;
  requires static org.jspecify;

  opens dev.heddle.cli to
      info.picocli;
}
