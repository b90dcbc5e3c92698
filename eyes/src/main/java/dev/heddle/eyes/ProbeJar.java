package dev.heddle.eyes;

import dev.heddle.probe.facts.Facts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/// Packs the agent's classes, from the jar or folder that they are in here, into a jar that another
/// JVM can load. Stateless.
final class ProbeJar {
  static final String LOOK = "dev.heddle.probe.look.Look";
  static final String LOOKS_ON_REQUEST = "dev.heddle.probe.look.LooksOnRequest";
  private static final String ENTRY = "dev.heddle.probe.Probe";
  private static final String FOLDER = "dev/heddle/probe/";

  private ProbeJar() {}

  static void write(OutputStream to) throws IOException {
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Agent-Class", ENTRY);
    try (var jar = new JarOutputStream(to, manifest)) {
      for (var entry : classes().entrySet()) {
        jar.putNextEntry(new JarEntry(entry.getKey()));
        jar.write(entry.getValue());
        jar.closeEntry();
      }
    }
  }

  /// By their names in a jar.
  private static Map<String, byte[]> classes() throws IOException {
    try {
      URI source = Facts.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      Path place = Path.of(source);
      return Files.isDirectory(place) ? inFolder(place) : inJar(place);
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  private static Map<String, byte[]> inFolder(Path root) throws IOException {
    Map<String, byte[]> classes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root.resolve(FOLDER))) {
      for (Path file :
          (Iterable<Path>) files.filter(file -> file.toString().endsWith(".class"))::iterator) {
        classes.put(root.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
      }
    }
    return classes;
  }

  /// Not by a file system of the jar: a small runtime lacks it.
  private static Map<String, byte[]> inJar(Path place) throws IOException {
    Map<String, byte[]> classes = new TreeMap<>();
    try (var jar = new JarFile(place.toFile())) {
      for (JarEntry entry : Collections.list(jar.entries())) {
        if (entry.getName().startsWith(FOLDER) && entry.getName().endsWith(".class")) {
          try (InputStream bytes = jar.getInputStream(entry)) {
            classes.put(entry.getName(), bytes.readAllBytes());
          }
        }
      }
    }
    return classes;
  }
}
