package dev.heddle.openssl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.heddle.transport.CarrierStacks;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;

/// What an `SSL` reads records from and writes records to: a pair of BIOs with a ring of memory for
/// each direction, see BIO_s_bio(3ossl). One that works borrows a pair, and an idle one needs none.
///
/// A pair is emptied before it is given back; so each ring begins at its start again, and records
/// are where [#records] looks. An `SSL` keeps a reference to the pair that it had last, and does
/// not touch it.
///
/// Belongs to the thread that has taken it.
final class BioPair {
  /// Room for two of the largest records in each direction.
  static final int SIZE = 2 * 16_709;

  private static final int MOST = 4;
  private static final CarrierStacks<BioPair> FREE = new CarrierStacks<>(MOST);

  private static final Function NEW_PAIR =
      Library.function("BIO_new_bio_pair", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final Function SPACE =
      Library.function("BIO_nwrite0", JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final Function ALLOCATE =
      Library.function("CRYPTO_malloc", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT);
  private static final Function FREE_MEMORY =
      Library.function("CRYPTO_free", null, JAVA_LONG, JAVA_LONG, JAVA_INT);
  private static final Function FREE_ONE = Library.function("BIO_free", JAVA_INT, JAVA_LONG);
  private static final MethodHandle WRITE =
      Library.shortHandle("BIO_write", JAVA_INT, JAVA_LONG, ADDRESS, JAVA_INT);
  private static final MethodHandle TAKE =
      Library.shortHandle("BIO_nread", JAVA_INT, JAVA_LONG, ADDRESS, JAVA_INT);

  /// The end that an `SSL` reads and writes.
  final long inner;

  /// For each call that is given bytes: nothing of it is needed after that.
  final ShortBytes shortBytes;

  private final long outer;
  private final long shortMemory; // not the collector's to free: there may be many pairs
  private final MemorySegment slot;
  private final ByteBuffer records;

  private BioPair() {
    slot = Arena.ofAuto().allocate(2 * JAVA_LONG.byteSize(), JAVA_LONG.byteAlignment());
    long address = slot.address();
    if (NEW_PAIR.call(address, (long) SIZE, address + JAVA_LONG.byteSize(), (long) SIZE) != 1) {
      throw new OutOfMemoryError("OpenSSL has no memory for records");
    }
    inner = slot.getAtIndex(JAVA_LONG, 0);
    outer = slot.getAtIndex(JAVA_LONG, 1);
    shortMemory = ALLOCATE.call((long) ShortBytes.MOST, 0L, 0);
    if (shortMemory == 0) {
      FREE_ONE.call(outer);
      FREE_ONE.call(inner);
      throw new OutOfMemoryError("OpenSSL has no memory for records");
    }
    shortBytes = new ShortBytes(Library.memory(shortMemory, ShortBytes.MOST));
    SPACE.call(inner, address);
    records = Library.memory(slot.get(JAVA_LONG, 0), SIZE).asByteBuffer();
  }

  static BioPair take() {
    BioPair free = FREE.pop();
    return free == null ? new BioPair() : free;
  }

  /// Gives it back for others to use, if there is a place for it. Nothing is in it.
  boolean isKept() {
    return FREE.push(this);
  }

  /// Gives its memory back: it is not used any more, or something may be in it.
  void free() {
    // This order: freeing `outer` takes the pair apart without a lock, so `inner` has to be there.
    // An `SSL` on another thread may have the last other reference to it.
    FREE_ONE.call(outer);
    FREE_ONE.call(inner);
    FREE_MEMORY.call(shortMemory, 0L, 0);
  }

  /// Puts bytes in for the `SSL` to read; there is room for [#SIZE].
  void put(byte[] bytes, int offset, int length) {
    int count;
    try {
      count = (int) WRITE.invokeExact(outer, shortBytes.of(bytes, offset, length), length);
    } catch (Throwable e) {
      throw Library.impossible(e);
    }
    if (count != length) {
      throw new IllegalStateException("a BIO pair took " + count + " bytes of " + length);
    }
  }

  /// Takes out what the `SSL` has written: valid until the pair is given back or written again.
  ByteBuffer records() {
    try {
      int count = (int) TAKE.invokeExact(outer, slot, SIZE);
      return records.clear().limit(Math.max(0, count));
    } catch (Throwable e) {
      throw Library.impossible(e);
    }
  }
}
