package dev.heddle.jdk;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Makes the JDK's channels of listening sockets that the process was given: the JDK itself does so
/// for descriptor 0 only, and gives away 1 and 2 when that channel is closed. Thread-safe.
public final class GivenSockets {
  private static final JdkInternal DESCRIPTOR =
      JdkInternal.find("sun.nio.ch", GivenSockets::descriptorMethod);
  private static final JdkInternal CHANNEL =
      JdkInternal.find("sun.nio.ch", GivenSockets::channelConstructor);

  private static final JdkInternal DATAGRAMS =
      JdkInternal.find("sun.nio.ch", GivenSockets::datagramConstructor);

  private GivenSockets() {}

  private static MethodHandle descriptorMethod() throws ReflectiveOperationException {
    var method = Class.forName("sun.nio.ch.IOUtil").getDeclaredMethod("newFD", int.class);
    method.setAccessible(true);
    return MethodHandles.lookup().unreflect(method);
  }

  private static MethodHandle channelConstructor() throws ReflectiveOperationException {
    var constructor =
        Class.forName("sun.nio.ch.ServerSocketChannelImpl")
            .getDeclaredConstructor(
                SelectorProvider.class, ProtocolFamily.class, FileDescriptor.class, boolean.class);
    constructor.setAccessible(true);
    return MethodHandles.lookup()
        .unreflectConstructor(constructor)
        .asType(
            MethodType.methodType(
                ServerSocketChannel.class,
                SelectorProvider.class,
                ProtocolFamily.class,
                FileDescriptor.class,
                boolean.class));
  }

  private static MethodHandle datagramConstructor() throws ReflectiveOperationException {
    var constructor =
        Class.forName("sun.nio.ch.DatagramChannelImpl")
            .getDeclaredConstructor(SelectorProvider.class, FileDescriptor.class);
    constructor.setAccessible(true);
    return MethodHandles.lookup()
        .unreflectConstructor(constructor)
        .asType(
            MethodType.methodType(
                DatagramChannel.class, SelectorProvider.class, FileDescriptor.class));
  }

  /// The channel of a UDP socket; likewise.
  public static DatagramChannel datagrams(int number) throws IOException {
    FileDescriptor fd = descriptor(number, DATAGRAMS);
    try {
      MethodHandle channel = Objects.requireNonNull(DATAGRAMS.handle());
      return (DatagramChannel) channel.invokeExact(SelectorProvider.provider(), fd);
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new IOException("descriptor " + number + ": " + e, e);
    }
  }

  private static FileDescriptor descriptor(int number, JdkInternal channel) throws IOException {
    MethodHandle descriptor = DESCRIPTOR.handle();
    if (descriptor == null || channel.handle() == null) {
      throw new IOException("descriptor " + number + ": a socket that was given " + channel.need());
    }
    try {
      return (FileDescriptor) descriptor.invokeExact(number);
    } catch (Throwable e) {
      throw new IOException("descriptor " + number + ": " + e, e);
    }
  }

  /// The channel of a listening socket, which owns the descriptor from now on.
  ///
  /// @throws IOException if the descriptor is no socket, or the JVM denies access; the message says
  ///   what helps
  public static ServerSocketChannel listening(int number) throws IOException {
    String name = "descriptor " + number;
    FileDescriptor fd = descriptor(number, CHANNEL);
    ProtocolFamily family = family(number, name);
    try {
      MethodHandle channel = Objects.requireNonNull(CHANNEL.handle());
      return (ServerSocketChannel)
          channel.invokeExact(SelectorProvider.provider(), family, fd, true);
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new IOException(name + ": " + e, e);
    }
  }

  private static ProtocolFamily family(int number, String name) throws IOException {
    String inode = inode(number);
    if (inode == null) {
      throw new IOException(name + " is not a socket");
    }
    List<String> unix = Files.readAllLines(Path.of("/proc/net/unix"));
    return unix.stream().anyMatch(line -> line.contains(" " + inode + " ") || line.endsWith(inode))
        ? StandardProtocolFamily.UNIX
        : StandardProtocolFamily.INET;
  }

  private static @Nullable String inode(int number) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + number)).toString();
      return target.startsWith("socket:[")
          ? target.substring("socket:[".length(), target.length() - 1)
          : null;
    } catch (IOException e) {
      return null;
    }
  }
}
