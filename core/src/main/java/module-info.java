/// Services on TCP and UDP, written once as straight-line code and run on any concurrency model.
module dev.heddle {
  requires jdk.jfr;
  requires static org.jspecify;

  exports dev.heddle;
  exports dev.heddle.text;
}
