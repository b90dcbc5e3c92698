/// The `heddle` command.
module dev.heddle.cli {
  requires dev.heddle;
  requires dev.heddle.lab;
  requires dev.heddle.services;
  requires info.picocli;
  requires java.logging;
  requires jdk.unsupported;
  requires org.jline;
  requires static org.jspecify;

  opens dev.heddle.cli to
      info.picocli;
}
