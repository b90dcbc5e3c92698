package dev.heddle.proxy;

import dev.heddle.ProxyTlv;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// The checksum over a whole header of version 2, whose own four bytes count as zeros. Stateless.
final class Checksum {
  /// The type and the length before each value.
  static final int TLV_HEAD = 3;

  private static final int FAMILY_AT = 13;
  private static final int ADDRESSES_AT = 16;
  private static final int SIZE = 4;

  private Checksum() {}

  /// @throws HeaderException if the checksum in it is wrong, or there is more than one
  static void require(ByteBuffer header) throws HeaderException {
    int at = place(header);
    if (at < 0) {
      throw new HeaderException("a checksum that is not one of 4 bytes");
    }
    if (header.getInt(at) != computed(header, at)) {
      throw new HeaderException("a wrong checksum");
    }
  }

  /// Puts the right checksum into the place that the header has for it.
  static void set(ByteBuffer header) {
    int at = place(header);
    if (at < 0) {
      throw new IllegalArgumentException("a CRC32C value needs 4 bytes, and there may be one only");
    }
    header.putInt(at, computed(header, at));
  }

  /// @return -1 if there is none of its size, or more than one
  private static int place(ByteBuffer header) {
    int place = -1;
    int at = ADDRESSES_AT + WireAddresses.size((header.get(FAMILY_AT) & 0xff) >> 4);
    while (at + TLV_HEAD <= header.limit()) {
      int length = header.getShort(at + 1) & 0xffff;
      if ((header.get(at) & 0xff) == ProxyTlv.CRC32C) {
        if (place >= 0 || length != SIZE) {
          return -1;
        }
        place = at + TLV_HEAD;
      }
      at += TLV_HEAD + length;
    }
    return place;
  }

  private static int computed(ByteBuffer header, int at) {
    var crc = new CRC32C();
    crc.update(header.slice(0, at));
    crc.update(new byte[SIZE]);
    crc.update(header.slice(at + SIZE, header.limit() - at - SIZE));
    return (int) crc.getValue();
  }
}
