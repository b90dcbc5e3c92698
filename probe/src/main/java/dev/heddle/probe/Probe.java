package dev.heddle.probe;

import java.io.File;
import java.lang.instrument.Instrumentation;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The agent's entry. Runs on the JVM's attach thread, one call at a time.
///
/// It is the only class that stays in the other JVM for good, so it does nothing but load the rest
/// with a loader of its own, which the JVM can forget, and open packages of the JDK to that loader.
/// What it is given must keep its meaning between versions: the class that stays may be an old one.
public final class Probe {
  /// The packages of `java.base` that a look needs.
  public static final List<String> OPENED =
      List.of(
          "java.lang",
          "java.util.concurrent",
          "java.util.concurrent.locks",
          "jdk.internal.misc",
          "jdk.internal.vm",
          "sun.nio.ch");

  private Probe() {}

  /// @param arguments separated by line feeds: the jar that the look is in, the class of the look,
  ///   and what that is given
  public static void agentmain(String arguments, Instrumentation jvm) throws Exception {
    String[] parts = arguments.split("\n", 3);
    URL jar = new File(parts[0]).toURI().toURL();
    try (var loader = new URLClassLoader(new URL[] {jar}, ClassLoader.getPlatformClassLoader())) {
      open(jvm, loader.getUnnamedModule());
      loader
          .loadClass(parts[1])
          .getMethod("look", String.class)
          .invoke(null, parts.length == 2 ? "" : parts[2]);
    }
  }

  /// Opens to this module what a look needs of the JDK.
  static void open(Instrumentation jvm, Module to) {
    Module base = Object.class.getModule();
    var opens = new HashMap<String, Set<Module>>();
    for (String name : OPENED) {
      if (base.getPackages().contains(name)) {
        opens.put(name, Set.of(to));
      }
    }
    jvm.redefineModule(base, Set.of(), Map.of(), opens, Set.of(), Map.of());
  }
}
