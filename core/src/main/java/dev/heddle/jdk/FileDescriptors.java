package dev.heddle.jdk;

import java.io.FileDescriptor;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/// Which descriptor of the system a file's channel has (`sun.nio.ch.FileChannelImpl`). Thread-safe.
public final class FileDescriptors {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final @Nullable MethodHandle OF =
      JdkInternal.find("sun.nio.ch", FileDescriptors::number).handle();

  private FileDescriptors() {}

  /// The descriptor's number, which is another file's as soon as the channel is closed.
  ///
  /// @return -1 if the JVM denies access (it takes `--add-opens java.base/sun.nio.ch`), or the
  ///   channel is not one of the JDK's own
  public static int of(FileChannel channel) {
    if (OF == null) {
      return -1;
    }
    try {
      return (int) OF.invokeExact(channel);
    } catch (ClassCastException e) { // of another file system
      return -1;
    } catch (Throwable e) {
      throw new IllegalStateException("sending files " + JdkInternal.UNSUPPORTED, e);
    }
  }

  private static MethodHandle number() throws ReflectiveOperationException {
    Field field = Class.forName("sun.nio.ch.FileChannelImpl").getDeclaredField("fd");
    field.setAccessible(true);
    Method value =
        Class.forName("sun.nio.ch.IOUtil").getDeclaredMethod("fdVal", FileDescriptor.class);
    value.setAccessible(true);
    return MethodHandles.filterReturnValue(LOOKUP.unreflectGetter(field), LOOKUP.unreflect(value))
        .asType(MethodType.methodType(int.class, FileChannel.class));
  }
}
