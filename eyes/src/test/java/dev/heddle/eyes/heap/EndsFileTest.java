package dev.heddle.eyes.heap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that are no whole heap dumps are errors that say so.
class EndsFileTest {
  @TempDir private Path folder;

  @Test
  void anotherFileIsNoHeapDump() throws IOException {
    Path file = folder.resolve("text");
    Files.writeString(file, "JAVA PROFILE 2.0, or something else that is long enough");
    assertThatThrownBy(() -> ends(file)).isInstanceOf(IOException.class).hasMessageContaining("64");
  }

  @Test
  void anEmptyFileIsNoHeapDump() throws IOException {
    Path file = Files.createFile(folder.resolve("empty"));
    assertThatThrownBy(() -> ends(file)).isInstanceOf(IOException.class).hasMessageContaining("64");
  }

  @Test
  void aDumpThatIsCutShortIsNotReadAsAWholeOne() throws IOException {
    Path file = folder.resolve("cut");
    var bytes = ByteBuffer.allocate(60).put("JAVA PROFILE 1.0.2\0".getBytes(UTF_8));
    bytes.putInt(8).putLong(0).put((byte) 0x1C).putInt(0).putInt(1000);
    Files.write(file, bytes.array());
    assertThatThrownBy(() -> ends(file))
        .isInstanceOf(IOException.class)
        .hasMessage("the heap dump is cut short");
  }

  private static Ends ends(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return Ends.in(channel, thread -> false);
    }
  }
}
