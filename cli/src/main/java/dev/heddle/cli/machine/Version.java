package dev.heddle.cli.machine;

import picocli.CommandLine.IVersionProvider;

/// What `heddle --version` says.
public final class Version implements IVersionProvider {
  public Version() {}

  @Override
  public String[] getVersion() {
    return new String[] {
      "heddle " + number() + " (Java " + Runtime.version() + ", " + system() + ')'
    };
  }

  /// Its number alone.
  public static String number() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development version" : version;
  }

  private static String system() {
    return System.getProperty("os.name") + ' ' + System.getProperty("os.version");
  }
}
