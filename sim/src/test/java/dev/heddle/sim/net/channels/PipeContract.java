package dev.heddle.sim.net.channels;

import static dev.heddle.sim.net.channels.Stack.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.junit.jupiter.api.Test;

/// What pipes do.
abstract class PipeContract implements Stack {

  @Test
  void bytesPassFromTheSinkToTheSource() throws Exception {
    Pipe pipe = provider().openPipe();
    pipe.sink().write(bytes("abc"));
    ByteBuffer into = ByteBuffer.allocate(10);
    assertThat(pipe.source().read(into)).isEqualTo(3);
    assertThat(into.flip()).isEqualTo(bytes("abc"));
    pipe.sink().close();
    assertThat(pipe.source().read(into.clear())).isEqualTo(-1);
    pipe.source().close();
  }

  @Test
  void aSinkWithoutSourceIsABrokenPipe() throws Exception {
    Pipe pipe = provider().openPipe();
    pipe.source().close();
    assertThatThrownBy(() -> pipe.sink().write(bytes("x")))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("Broken pipe");
    pipe.sink().close();
  }

  @Test
  void aSelectorReportsWhatCanBeRead() throws Exception {
    Pipe pipe = provider().openPipe();
    try (Selector selector = provider().openSelector()) {
      pipe.source().configureBlocking(false);
      SelectionKey key = pipe.source().register(selector, SelectionKey.OP_READ);
      assertThat(selector.selectNow()).isZero();
      pipe.sink().write(bytes("x"));
      assertThat(selector.select()).isEqualTo(1);
      assertThat(key.isReadable()).isTrue();
    }
    pipe.sink().close();
    pipe.source().close();
  }

  @Test
  void anInterruptClosesTheSource() throws Exception {
    Pipe pipe = provider().openPipe();
    var reading =
        Stack.start(() -> {
          Thread.currentThread().interrupt();
          return pipe.source().read(ByteBuffer.allocate(1));
        });
    assertThatThrownBy(reading::get).hasCauseInstanceOf(ClosedByInterruptException.class);
    assertThat(pipe.source().isOpen()).isFalse();
    pipe.sink().close();
  }
}
