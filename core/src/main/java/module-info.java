/// Services on TCP and UDP, written once as straight-line code and run on any concurrency model.
@SuppressWarnings("module") // those that see the inside are compiled later
module dev.heddle {
  requires jdk.jfr;
  requires static org.bouncycastle.pkix;
  requires static org.bouncycastle.provider;
  requires static org.jspecify;

  exports dev.heddle;
  exports dev.heddle.jdk to
      dev.heddle.cli,
      dev.heddle.http,
      dev.heddle.observe,
      dev.heddle.services;
  exports dev.heddle.loop.linux to
      dev.heddle.cli;
  exports dev.heddle.net to
      dev.heddle.cli,
      dev.heddle.load,
      dev.heddle.observe;
  exports dev.heddle.serving to
      dev.heddle.testkit;
  exports dev.heddle.text;
  exports dev.heddle.transport to
      dev.heddle.testkit;

  uses dev.heddle.Engine.Provider;
  uses dev.heddle.Tls.Provider;

  provides dev.heddle.Engine.Provider with
      dev.heddle.engine.BuiltInEngines;
  provides dev.heddle.Tls.Provider with
      dev.heddle.serving.KeyFollower;
}
