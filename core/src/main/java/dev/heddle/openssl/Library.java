package dev.heddle.openssl;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.heddle.jdk.JvmOptions;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The `libssl` of this machine, looked for once. Its symbols include those of `libcrypto`, which
/// it brings along. Thread-safe.
@SuppressWarnings("restricted") // all that is restricted is here
final class Library {
  /// Names the folder of a `libssl` that is not the system's.
  static final String FOLDER = "heddle.openssl";

  /// What the linker calls it, the right one first; the last one only to say that it is too old.
  private static final List<String> NAMES =
      System.getProperty("os.name").startsWith("Mac")
          ? List.of("libssl.3.dylib", "libssl.dylib")
          : List.of("libssl.so.3", "libssl.so", "libssl.so.1.1");

  private static final long OLDEST = 0x3000_0000L;

  private static final Found FOUND = find();

  private Library() {}

  /// What the search has come to: symbols, or why there are none.
  private record Found(@Nullable SymbolLookup symbols, String text) {}

  private static Found find() {
    List<String> problems = new ArrayList<>();
    try {
      for (String name : NAMES) {
        Found found = tried(name);
        if (found.symbols != null) {
          return found;
        }
        problems.add(found.text);
      }
    } catch (IllegalCallerException e) {
      return new Found(null, "OpenSSL cannot be called: " + JvmOptions.NATIVE_ACCESS_DENIED);
    }
    return new Found(
        null,
        "OpenSSL 3.0 or newer is needed: "
            + String.join("; ", problems)
            + "; install it (Debian: libssl3), or name the folder of another one by -D"
            + FOLDER
            + "=FOLDER");
  }

  /// @throws IllegalCallerException if the JVM denies native access
  private static Found tried(String name) {
    String folder = System.getProperty(FOLDER);
    try {
      SymbolLookup symbols =
          folder == null
              ? SymbolLookup.libraryLookup(name, Arena.global())
              : SymbolLookup.libraryLookup(Path.of(folder, name), Arena.global());
      String version = version(symbols);
      return number(symbols) < OLDEST
          ? new Found(null, name + " is too old: " + version)
          : new Found(symbols, version);
    } catch (IllegalCallerException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      return new Found(
          null, "no " + (folder == null ? name : Path.of(folder, name)) + " that can be loaded");
    }
  }

  private static long number(SymbolLookup symbols) {
    return new Function(handle(symbols, "OpenSSL_version_num", JAVA_LONG)).call();
  }

  private static String version(SymbolLookup symbols) {
    return text(new Function(handle(symbols, "OpenSSL_version", JAVA_LONG, JAVA_INT)).call(0));
  }

  /// @throws IOException if there is none; the message says why, and what helps
  static void require() throws IOException {
    if (FOUND.symbols == null) {
      throw new IOException(FOUND.text);
    }
  }

  /// A function that may take long and call back.
  ///
  /// @param result null for void
  static MethodHandle handle(
      String name, @Nullable MemoryLayout result, MemoryLayout... parameters) {
    return link(symbols(), name, result, parameters);
  }

  /// A function that is over soon and calls nothing of ours back: the JVM need not know that the
  /// thread is away, and it may be given arrays of the heap, which lie still for that long.
  static MethodHandle shortHandle(
      String name, @Nullable MemoryLayout result, MemoryLayout... parameters) {
    return link(symbols(), name, result, parameters, Linker.Option.critical(true));
  }

  /// A function for callers that need not be fast.
  static Function function(String name, @Nullable MemoryLayout result, MemoryLayout... parameters) {
    return new Function(handle(name, result, parameters));
  }

  private static SymbolLookup symbols() {
    if (FOUND.symbols == null) {
      throw new IllegalStateException(FOUND.text);
    }
    return FOUND.symbols;
  }

  private static MethodHandle handle(
      SymbolLookup symbols, String name, MemoryLayout result, MemoryLayout... parameters) {
    return link(symbols, name, result, parameters);
  }

  private static MethodHandle link(
      SymbolLookup symbols,
      String name,
      @Nullable MemoryLayout result,
      MemoryLayout[] parameters,
      Linker.Option... options) {
    FunctionDescriptor descriptor =
        result == null
            ? FunctionDescriptor.ofVoid(parameters)
            : FunctionDescriptor.of(result, parameters);
    return Linker.nativeLinker().downcallHandle(symbols.findOrThrow(name), descriptor, options);
  }

  /// The address of a static method that C may call, for ever.
  ///
  /// @param method must throw nothing: that ends the JVM
  static long callback(
      MethodHandles.Lookup lookup, String method, MemoryLayout result, MemoryLayout... parameters) {
    FunctionDescriptor descriptor = FunctionDescriptor.of(result, parameters);
    MethodType type = descriptor.toMethodType();
    try {
      MethodHandle target = lookup.findStatic(lookup.lookupClass(), method, type);
      return Linker.nativeLinker().upcallStub(target, descriptor, Arena.global()).address();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /// C's text at this address, which is not 0.
  static String text(long address) {
    return MemorySegment.ofAddress(address).reinterpret(Long.MAX_VALUE).getString(0);
  }

  /// Memory at an address, of which something else knows how long it lives.
  static MemorySegment memory(long address, long size) {
    return MemorySegment.ofAddress(address).reinterpret(size);
  }

  static IllegalStateException impossible(Throwable e) {
    return new IllegalStateException("a native call of a wrong form", e);
  }
}
