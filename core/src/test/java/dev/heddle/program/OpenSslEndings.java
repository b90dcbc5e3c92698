package dev.heddle.program;

import dev.heddle.Client;
import dev.heddle.Connection;
import dev.heddle.Engine;
import dev.heddle.Limits;
import dev.heddle.Server;
import dev.heddle.Tls;
import dev.heddle.TlsProvider;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;

/// A server and clients whose connections end in every way. Prints, for several rounds, by how many
/// bytes the memory of the C library has grown. Runs with one arena (`MALLOC_ARENA_MAX=1`), because
/// mallinfo2(3) knows of no other.
public final class OpenSslEndings {
  /// How many connections of each kind there are in a round.
  public static final int EACH = 50;

  private static final int ROUNDS = 5;
  private static final byte[] PLAIN_TEXT = "GET / HTTP/1.1\r\n\r\n".getBytes();
  private static final byte[] BAD_HELLO = {22, 3, 1, 0, 4, 1, 0, 0, 0};
  private static final byte[] HALF_A_HELLO = {22, 3, 1, 1};

  private OpenSslEndings() {}

  public static void main(String[] files) throws Exception {
    Path certificate = Path.of(files[0]);
    Limits quick = Limits.DEFAULT.withLinger(Duration.ofMillis(20));
    Tls own = Tls.pem(certificate, Path.of(files[1])).withProvider(TlsProvider.OPENSSL);
    Tls trusting = Tls.trusting(certificate).withProvider(TlsProvider.OPENSSL);
    Tls distrusting = Tls.trustingJdk().withProvider(TlsProvider.OPENSSL);
    try (Server server =
            Server.builder(OpenSslEndings::serve)
                .engine(Engine.virtual())
                .limits(quick)
                .tls(own)
                .start();
        Client good =
            Client.builder().engine(Engine.threads()).limits(quick).tls(trusting).build();
        Client bad =
            Client.builder().engine(Engine.threads()).limits(quick).tls(distrusting).build()) {
      for (int round = 0; round < ROUNDS; round++) {
        long before = allocated();
        round(server, good, bad);
        while (server.stats().active() > 0) {
          Thread.onSpinWait();
        }
        System.out.println("grown: " + (allocated() - before));
      }
    }
  }

  private static void serve(Connection connection) throws IOException {
    String line = connection.readLine();
    switch (line == null ? "" : line) {
      case "abort" -> connection.abort();
      case "fail" -> throw new IllegalStateException("as asked");
      default -> connection.writeLine("ECHO: " + line);
    }
  }

  private static void round(Server server, Client good, Client bad) throws IOException {
    for (int i = 0; i < EACH; i++) {
      for (byte[] beginning : new byte[][] {{}, PLAIN_TEXT, BAD_HELLO, HALF_A_HELLO}) {
        try (var socket = new Socket("127.0.0.1", server.port())) {
          socket.getOutputStream().write(beginning);
        }
      }
      for (String request : new String[] {"hello", "abort", "fail"}) {
        try (Connection connection = good.connect("localhost", server.port())) {
          connection.writeLine(request);
          connection.readLine();
        } catch (IOException e) {
          // It is one of those that end so.
        }
      }
      try {
        bad.connect("localhost", server.port()).close();
        throw new IllegalStateException("the certificate was trusted");
      } catch (IOException e) {
        // As it is to be.
      }
    }
  }

  private static long allocated() {
    MemoryLayout info =
        MemoryLayout.structLayout(
            Collections.nCopies(10, ValueLayout.JAVA_LONG).toArray(MemoryLayout[]::new));
    Linker linker = Linker.nativeLinker();
    try (Arena arena = Arena.ofConfined()) {
      var call =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("mallinfo2"), FunctionDescriptor.of(info));
      var found = (MemorySegment) call.invokeExact((SegmentAllocator) arena);
      return found.getAtIndex(ValueLayout.JAVA_LONG, 7);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
