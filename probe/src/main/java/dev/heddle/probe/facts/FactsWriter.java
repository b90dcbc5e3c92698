package dev.heddle.probe.facts;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.List;

/// Writes what [Facts] reads, piece by piece, so that a look at many threads needs little memory.
/// Not thread-safe.
public final class FactsWriter implements Closeable {
  /// So that a text always fits: three bytes a character, at most 65535.
  private static final int MOST_CHARACTERS = 20_000;

  private final DataOutputStream out;

  public FactsWriter(OutputStream to, int jdk) throws IOException {
    out = new DataOutputStream(new BufferedOutputStream(to, 1 << 16));
    out.writeInt(Facts.MAGIC);
    out.writeInt(jdk);
  }

  /// The parts are those of [Facts.ThreadFact].
  public void thread(Thread thread, Place place) throws IOException {
    out.writeByte('T');
    out.writeLong(place.id());
    text(thread.getName());
    out.writeBoolean(place.isVirtual());
    out.writeBoolean(place.isCarrier());
    text(place.state());
    out.writeInt(place.stack());
    out.writeInt(place.waitsFor());
    out.writeLong(place.carrier());
    out.writeLong(place.waits());
  }

  /// What [#thread] is given beside the thread; see [Facts.ThreadFact].
  public record Place(
      long id,
      boolean isVirtual,
      boolean isCarrier,
      String state,
      int stack,
      int waitsFor,
      long carrier,
      long waits) {}

  public void stack(int number, List<StackTraceElement> stack) throws IOException {
    out.writeByte('S');
    out.writeInt(number);
    out.writeInt(stack.size());
    for (StackTraceElement frame : stack) {
      text(frame.getClassName());
      text(frame.getMethodName());
      String file = frame.getFileName();
      text(file == null ? "" : file);
      out.writeInt(frame.getLineNumber());
    }
  }

  public void waitFor(int number, WaitKind kind, String on, String detail, Collection<Long> owners)
      throws IOException {
    out.writeByte('W');
    out.writeInt(number);
    text(kind.name());
    text(on);
    text(detail);
    out.writeInt(owners.size());
    for (long owner : owners) {
      out.writeLong(owner);
    }
  }

  public void socket(long thread, int descriptor) throws IOException {
    out.writeByte('F');
    out.writeLong(thread);
    out.writeInt(descriptor);
  }

  public void scheduler(int parallelism, int carriers, long queued) throws IOException {
    out.writeByte('P');
    out.writeInt(parallelism);
    out.writeInt(carriers);
    out.writeLong(queued);
  }

  /// How many virtual threads that JVM does not track.
  public void untracked(long count) throws IOException {
    out.writeByte('U');
    out.writeLong(count);
  }

  public void note(String sentence) throws IOException {
    out.writeByte('N');
    text(sentence);
  }

  /// Ends it.
  public void cost(int virtualThreads, int stacksRead, long allocatedBytes, long nanos)
      throws IOException {
    out.writeByte('E');
    out.writeInt(virtualThreads);
    out.writeInt(stacksRead);
    out.writeLong(allocatedBytes);
    out.writeLong(nanos);
  }

  private void text(String text) throws IOException {
    out.writeUTF(text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS));
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
