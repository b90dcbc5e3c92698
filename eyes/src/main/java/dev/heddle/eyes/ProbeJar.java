package dev.heddle.eyes;

import dev.heddle.probe.facts.Facts;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/// Packs the agent's classes, from the jar or folder that they are in here, into a jar that another
/// JVM can load. Stateless.
final class ProbeJar {
  static final String LOOK = "dev.heddle.probe.look.Look";
  private static final String ENTRY = "dev.heddle.probe.Probe";
  private static final String FOLDER = "dev/heddle/probe";

  private ProbeJar() {}

  static void write(OutputStream to) throws IOException {
    try {
      URI source = Facts.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      Path place = Path.of(source);
      if (Files.isDirectory(place)) {
        write(place, to);
      } else {
        try (FileSystem jar = FileSystems.newFileSystem(place)) {
          write(jar.getPath("/"), to);
        }
      }
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  private static void write(Path root, OutputStream to) throws IOException {
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Agent-Class", ENTRY);
    try (var jar = new JarOutputStream(to, manifest);
        Stream<Path> files = Files.walk(root.resolve(FOLDER))) {
      List<Path> classes = files.filter(file -> file.toString().endsWith(".class")).toList();
      for (Path file : classes) {
        jar.putNextEntry(new JarEntry(root.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, jar);
        jar.closeEntry();
      }
    }
  }
}
