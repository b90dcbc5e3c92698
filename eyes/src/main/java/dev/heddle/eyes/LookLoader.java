package dev.heddle.eyes;

import dev.heddle.probe.Opener;
import dev.heddle.probe.Probe;
import dev.heddle.probe.facts.Facts;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/// Defines the classes of the look once more, from their own resources: packages of the JDK are
/// then opened to these alone, and all is gone once nothing refers to them. Thread-safe.
final class LookLoader extends ClassLoader {
  private static final String PACKAGE = "dev.heddle.probe.";

  LookLoader() {
    super(Opener.LOADER, ClassLoader.getPlatformClassLoader());
  }

  /// Whether all is open to it that a look needs.
  boolean isOpen() {
    Module base = Object.class.getModule();
    return Probe.OPENED.stream().allMatch(name -> base.isOpen(name, getUnnamedModule()));
  }

  /// The options that open it without an agent.
  static List<String> options() {
    return Probe.OPENED.stream()
        .map(name -> "--add-opens=java.base/" + name + "=ALL-UNNAMED")
        .toList();
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (!name.startsWith(PACKAGE)) {
      throw new ClassNotFoundException(name);
    }
    try (InputStream in =
        Facts.class.getResourceAsStream('/' + name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
