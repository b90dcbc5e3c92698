package dev.heddle.openssl;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShortBytesTest {
  private static final int AT = 7;

  private final ShortBytes shortBytes = new ShortBytes(Arena.ofAuto().allocate(ShortBytes.MOST));
  private final byte[] array = new byte[4096];

  {
    for (int i = 0; i < array.length; i++) {
      array[i] = (byte) (i * 31 + i / 256);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, ShortBytes.MOST, ShortBytes.MOST + 1, 4000})
  void bytesToBeReadAreThoseFromTheBuffersPositionOn(int count) {
    ByteBuffer heap = ByteBuffer.wrap(array, AT, 4000);
    ByteBuffer direct = ByteBuffer.allocateDirect(array.length).put(array).position(AT);
    byte[] expected = Arrays.copyOfRange(array, AT, AT + count);
    assertThat(bytes(shortBytes.of(array, AT, count), count)).isEqualTo(expected);
    assertThat(bytes(shortBytes.of(heap, count), count)).isEqualTo(expected);
    assertThat(bytes(shortBytes.of(heap.slice(), count), count)).isEqualTo(expected);
    assertThat(bytes(shortBytes.of(direct, count), count)).isEqualTo(expected);
    assertThat(shortBytes.of(heap, count).isNative()).isEqualTo(count <= ShortBytes.MOST);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, ShortBytes.MOST, ShortBytes.MOST + 1, 4000})
  void whatIsWrittenComesToTheBuffersPositionAndNothingElseChanges(int count) {
    byte[] before = array.clone();
    ByteBuffer target = ByteBuffer.wrap(array, AT, 4000);
    int written = Math.max(1, count / 2);
    shortBytes.room(target, count).asSlice(0, written).fill((byte) 'x');
    shortBytes.take(target, count, written);
    byte[] expected = before.clone();
    Arrays.fill(expected, AT, AT + written, (byte) 'x');
    assertThat(array).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void aCallThatHasWrittenNothingChangesNothing(int written) {
    byte[] before = array.clone();
    ByteBuffer target = ByteBuffer.wrap(array, AT, 100);
    shortBytes.room(target, 100).fill((byte) 'x');
    shortBytes.take(target, 100, written);
    assertThat(array).isEqualTo(before);
  }

  private static byte[] bytes(MemorySegment memory, int count) {
    return memory.asSlice(0, count).toArray(JAVA_BYTE);
  }
}
