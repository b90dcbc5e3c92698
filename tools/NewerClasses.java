import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ConstantPoolSharingOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/// Rewrites the classes of a jar that have a format older than Java 6's into Java 17's, with the
/// frames that this asks for. The JVM leaves older ones out of its AOT cache (see
/// `findings/aot-cache-leaves-picocli-out.sh`). The jar keeps its time; one that has no such class
/// stays as it is.
///
///     java tools/NewerClasses.java JAR
final class NewerClasses {
  private static final int FIRST_WITH_FRAMES = ClassFile.JAVA_6_VERSION;
  private static final int NEWER = ClassFile.JAVA_17_VERSION;

  private NewerClasses() {}

  public static void main(String[] args) throws IOException {
    Path jar = Path.of(args[0]);
    Map<String, byte[]> entries = new LinkedHashMap<>();
    Map<String, Long> times = new LinkedHashMap<>();
    boolean isChanged = false;
    try (var in = new JarFile(jar.toFile());
        var classes = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      ClassFile format =
          ClassFile.of(
              ConstantPoolSharingOption.NEW_POOL,
              StackMapsOption.GENERATE_STACK_MAPS,
              ClassFile.ClassHierarchyResolverOption.of(
                  ClassHierarchyResolver.ofResourceParsing(classes)
                      .orElse(ClassHierarchyResolver.defaultResolver())));
      for (JarEntry entry : Collections.list(in.entries())) {
        byte[] content = in.getInputStream(entry).readAllBytes();
        byte[] newer = entry.getName().endsWith(".class") ? newer(format, content) : content;
        isChanged |= newer != content;
        entries.put(entry.getName(), newer);
        times.put(entry.getName(), entry.getTime());
      }
    }
    if (isChanged) {
      replace(jar, entries, times);
    }
  }

  /// The same array if it is new enough.
  private static byte[] newer(ClassFile format, byte[] bytes) {
    ClassModel old = format.parse(bytes);
    if (old.majorVersion() >= FIRST_WITH_FRAMES) {
      return bytes;
    }
    ClassTransform code =
        ClassTransform.transformingMethodBodies((builder, element) -> builder.with(element));
    ClassTransform version =
        (builder, element) -> {
          if (element instanceof ClassFileVersion) {
            builder.withVersion(NEWER, 0);
          } else {
            builder.with(element);
          }
        };
    return format.transformClass(old, code.andThen(version));
  }

  /// All at once: a program that runs from the jar keeps the old file.
  private static void replace(Path jar, Map<String, byte[]> entries, Map<String, Long> times)
      throws IOException {
    FileTime time = Files.getLastModifiedTime(jar);
    Path next = jar.resolveSibling(jar.getFileName() + ".new");
    try (OutputStream file = Files.newOutputStream(next);
        var out = new JarOutputStream(file)) {
      for (Map.Entry<String, byte[]> one : entries.entrySet()) {
        JarEntry entry = new JarEntry(one.getKey());
        entry.setTime(times.get(one.getKey()));
        out.putNextEntry(entry);
        out.write(one.getValue());
        out.closeEntry();
      }
    }
    Files.setLastModifiedTime(next, time);
    Files.move(next, jar, StandardCopyOption.ATOMIC_MOVE);
  }
}
