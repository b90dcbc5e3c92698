package dev.heddle.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.CloseReason;
import dev.heddle.Connection;
import dev.heddle.Handler;
import dev.heddle.LengthPrefix;
import dev.heddle.Limits;
import dev.heddle.MalformedMessageException;
import dev.heddle.Message;
import dev.heddle.MessageTooLargeException;
import dev.heddle.Server;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import java.io.EOFException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Frames, exact numbers of bytes, plain reads, streams, and reads with a timeout.
@Needs(EngineUnderTest.Ability.HANDLERS)
@Tag("frames")
abstract class FramesContract extends Contract {
  private static final Handler FRAME_ECHO =
      c -> {
        for (byte[] frame; (frame = c.readFrame()) != null; ) {
          c.writeFrame(frame);
        }
      };

  @Test
  void framesAreEchoed() {
    Peer peer = peer(serve(FRAME_ECHO));
    for (int size : new int[] {1, 3, 4, 511, 512, 513, 16_380, 16_384, 40_000, 65_536}) {
      byte[] payload = pattern(size);
      assertThat(peer.sendFrame(payload).frame()).isEqualTo(payload);
    }
  }

  @Test
  void anEmptyFrameIsAFrame() {
    Peer peer = peer(serve(FRAME_ECHO));
    assertThat(peer.sendFrame(new byte[0]).frame()).isEmpty();
    assertThat(peer.sendFrame(utf8("x")).frame()).isEqualTo(utf8("x"));
  }

  @Test
  void aFrameMayComeAByteAtATime() {
    Peer peer = peer(serve(FRAME_ECHO));
    for (byte b : new byte[] {0, 0, 0, 3, 'a', 'b', 'c'}) {
      peer.send(new byte[] {b});
    }
    assertThat(peer.frame()).isEqualTo(utf8("abc"));
  }

  @Test
  void manyFramesMayComeTogether() {
    Peer peer = peer(serve(FRAME_ECHO));
    ByteBuffer all = ByteBuffer.allocate(7 * 1000);
    for (int i = 0; i < 1000; i++) {
      all.putInt(3).put((byte) i).put((byte) (i >> 8)).put((byte) 7);
    }
    peer.send(all.array());
    for (int i = 0; i < 1000; i++) {
      assertThat(peer.frame()).containsExactly((byte) i, (byte) (i >> 8), 7);
    }
  }

  @Test
  void aFrameOfExactlyTheLimitIsRead() {
    Peer peer = peer(serve(FRAME_ECHO, QUICK.withMaxMessageBytes(1000)));
    assertThat(peer.sendFrame(pattern(1000)).frame()).isEqualTo(pattern(1000));
  }

  @Test
  void aFrameAboveTheLimitIsRefusedAndTheNextIsRead() {
    var served =
        new Served<>(c -> {
          assertThatThrownBy(c::readFrame)
              .isInstanceOfSatisfying(
                  MessageTooLargeException.class, e -> assertThat(e.limit()).isEqualTo(1000));
          return c.readFrame();
        });
    peer(serve(served, QUICK.withMaxMessageBytes(1000)))
        .sendFrame(pattern(100_000))
        .sendFrame(utf8("next"));
    assertThat(served.value()).isEqualTo(utf8("next"));
  }

  @Test
  void aFrameWithAnAbsurdLengthIsRefusedWithoutMemoryForIt() {
    var served =
        new Served<>(c -> {
          assertThatThrownBy(c::readFrame).isInstanceOf(MessageTooLargeException.class);
          return c.readFrame();
        });
    peer(serve(served)).send(new byte[] {-1, -1, -1, -1, 1, 2, 3}).halfClose();
    assertThat(served.value()).as("the rest never comes").isNull();
  }

  @Test
  void aFrameLongerThanAnyArrayIsRefusedHoweverHighTheLimit() {
    var served = new Served<>(Connection::readFrame);
    Peer peer = peer(serve(served, QUICK.withMaxMessageBytes(Limits.UNLIMITED)));
    peer.send(new byte[] {0x7f, -1, -1, -1, 1, 2, 3});
    assertThat(served.failure()).isInstanceOf(MessageTooLargeException.class);
  }

  @Test
  void aStreamThatEndsBetweenFramesIsSimplyOver() {
    var served = new Served<>(c -> c.readFrame().length == 3 && c.readFrame() == null);
    peer(serve(served)).sendFrame(utf8("one")).halfClose();
    assertThat(served.value()).isTrue();
  }

  @Test
  void aStreamThatEndsInsideOfALengthIsAnError() {
    var served = new Served<>(c -> c.readFrame());
    peer(serve(served)).send(new byte[] {0, 0}).halfClose();
    assertThat(served.failure()).isInstanceOf(EOFException.class);
  }

  @Test
  void aStreamThatEndsInsideOfAFrameIsAnError() {
    var served = new Served<>(c -> c.readFrame());
    peer(serve(served)).send(new byte[] {0, 0, 0, 5, 'a', 'b'}).halfClose();
    assertThat(served.failure()).isInstanceOf(EOFException.class);
  }

  @Test
  void aStreamThatEndsAfterALengthIsAnError() {
    var served = new Served<>(c -> c.readFrame());
    peer(serve(served)).send(new byte[] {0, 0, 0, 5}).halfClose();
    assertThat(served.failure()).isInstanceOf(EOFException.class);
  }

  private static Handler frameEcho(LengthPrefix prefix) {
    return c -> {
      for (byte[] frame; (frame = c.readFrame(prefix)) != null; ) {
        c.writeFrame(prefix, frame);
      }
    };
  }

  /// Sends a frame byte by byte and expects it back as it is.
  private void echoes(LengthPrefix prefix, int size, int... lengthBytes) {
    ByteBuffer frame = ByteBuffer.allocate(lengthBytes.length + size);
    for (int b : lengthBytes) {
      frame.put((byte) b);
    }
    frame.put(pattern(size));
    Peer peer = peer(serve(frameEcho(prefix), QUICK.withMaxMessageBytes(4 * 1024 * 1024)));
    for (int i = 0; i < lengthBytes.length; i++) {
      peer.send(frame.array(), i, 1);
    }
    peer.send(frame.array(), lengthBytes.length, size);
    assertThat(peer.bytes(frame.capacity())).isEqualTo(frame.array());
    assertThat(Message.frame(prefix, pattern(size)).bytes()).isEqualTo(frame.flip());
    peer.close();
  }

  @Test
  void aLengthMayHaveOneByte() {
    echoes(LengthPrefix.ONE_BYTE, 0, 0);
    echoes(LengthPrefix.ONE_BYTE, 127, 127);
    echoes(LengthPrefix.ONE_BYTE, 255, 255);
  }

  @Test
  void aLengthMayHaveTwoBytes() {
    echoes(LengthPrefix.TWO_BYTES, 0, 0, 0);
    echoes(LengthPrefix.TWO_BYTES, 258, 1, 2);
    echoes(LengthPrefix.TWO_BYTES, 65_535, 255, 255);
  }

  @Test
  void aLengthOfFourBytesIsThatOfAPlainFrame() {
    echoes(LengthPrefix.FOUR_BYTES, 258, 0, 0, 1, 2);
    assertThat(Message.frame(pattern(258)).bytes())
        .isEqualTo(Message.frame(LengthPrefix.FOUR_BYTES, pattern(258)).bytes());
  }

  @Test
  void aLengthMayBeAVarint() {
    echoes(LengthPrefix.VARINT, 0, 0);
    echoes(LengthPrefix.VARINT, 127, 127);
    echoes(LengthPrefix.VARINT, 128, 0x80, 1);
    echoes(LengthPrefix.VARINT, 300, 0xac, 2);
    echoes(LengthPrefix.VARINT, 16_383, 0xff, 0x7f);
    echoes(LengthPrefix.VARINT, 16_384, 0x80, 0x80, 1);
    echoes(LengthPrefix.VARINT, 2_097_152, 0x80, 0x80, 0x80, 1);
  }

  @Test
  void aVarintMayBeLongerThanItNeedsToBe() {
    var served = new Served<>(c -> c.readFrame(LengthPrefix.VARINT));
    peerOf(served).send(new byte[] {(byte) 0x82, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0, 7, 8});
    assertThat(served.value()).containsExactly(7, 8);
  }

  @Test
  void aVarintOfMoreThanFiveBytesOr32BitsIsMalformed() {
    for (byte[] prefix : new byte[][] {{-1, -1, -1, -1, -1, 1}, {-1, -1, -1, -1, 0x10}}) {
      var served =
          new Served<>(c -> {
            assertThatThrownBy(() -> c.readFrame(LengthPrefix.VARINT))
                .isInstanceOf(MalformedMessageException.class);
            return c.readFrame(LengthPrefix.VARINT);
          });
      Server server = serve(served);
      peer(server).send(prefix).halfClose();
      assertThat(served.failure())
          .isInstanceOf(MalformedMessageException.class)
          .isNotInstanceOf(MessageTooLargeException.class);
      Eventually.that("counted", () -> server.stats().closed().get(CloseReason.MALFORMED) == 1);
    }
  }

  @Test
  void aFrameAboveTheLimitIsRefusedWhateverItsPrefix() {
    for (LengthPrefix prefix : LengthPrefix.values()) {
      var served =
          new Served<>(c -> {
            assertThatThrownBy(() -> c.readFrame(prefix))
                .isInstanceOfSatisfying(
                    MessageTooLargeException.class, e -> assertThat(e.limit()).isEqualTo(100));
            return c.readFrame(prefix);
          });
      peer(serve(served, QUICK.withMaxMessageBytes(100)))
          .send(prefix.frame(pattern(200)).array())
          .send(prefix.frame(utf8("next")).array());
      assertThat(served.value()).isEqualTo(utf8("next"));
    }
  }

  @Test
  void theLargestVarintIsAFrameAboveTheLimit() {
    var served = new Served<>(c -> c.readFrame(LengthPrefix.VARINT));
    peerOf(served).send(new byte[] {-1, -1, -1, -1, 0x0f, 1});
    assertThat(served.failure()).isInstanceOf(MessageTooLargeException.class);
  }

  @Test
  void aStreamThatEndsInsideOfAFrameIsAnErrorWhateverItsPrefix() {
    for (LengthPrefix prefix : LengthPrefix.values()) {
      byte[] frame = prefix.frame(pattern(200)).array();
      for (int length = 1; length < frame.length; length += length < 6 ? 1 : 60) {
        var served = new Served<>(c -> c.readFrame(prefix));
        peerOf(served).send(frame, 0, length).halfClose();
        assertThat(served.failure()).isInstanceOf(EOFException.class);
      }
      var served = new Served<>(c -> c.readFrame(prefix));
      peerOf(served).halfClose();
      assertThat(served.value()).isNull();
    }
  }

  @Test
  void aPayloadThatIsTooLongForItsPrefixIsNotWritten() {
    var served =
        new Served<>(c -> {
          assertThatThrownBy(() -> c.writeFrame(LengthPrefix.ONE_BYTE, new byte[256]))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("255 bytes: 256");
          assertThatThrownBy(() -> Message.frame(LengthPrefix.TWO_BYTES, new byte[65_536]))
              .isInstanceOf(IllegalArgumentException.class);
          c.writeFrame(LengthPrefix.ONE_BYTE, utf8("fits"));
          return null;
        });
    assertThat(peerOf(served).rest()).isEqualTo(LengthPrefix.ONE_BYTE.frame(utf8("fits")).array());
  }
}
