package dev.heddle;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// One further value of a [ProxyHeader]: a type and up to 65,535 bytes. The types are those of the
/// PROXY protocol's section 2.2; 0xE0 to 0xEF are for one's own. Immutable.
///
/// ```java
/// ProxyHeader header = ProxyHeader.local().with(new ProxyTlv(0xe0, "blue"));
/// ```
public final class ProxyTlv {
  public static final int ALPN = 0x01;
  public static final int AUTHORITY = 0x02;
  public static final int CRC32C = 0x03;
  public static final int NOOP = 0x04;
  public static final int UNIQUE_ID = 0x05;
  public static final int SSL = 0x20;
  public static final int SSL_VERSION = 0x21;
  public static final int SSL_CN = 0x22;
  public static final int SSL_CIPHER = 0x23;
  public static final int SSL_SIG_ALG = 0x24;
  public static final int SSL_KEY_ALG = 0x25;
  public static final int NETNS = 0x30;

  private static final int HEAD = 3;
  private static final int LONGEST = 65_535;

  private final int type;
  private final byte[] value;

  /// @throws IllegalArgumentException if the type is not a byte, or the value is too long
  public ProxyTlv(int type, byte[] value) {
    if (type < 0 || type > 0xff) {
      throw new IllegalArgumentException("type is not from 0 to 255: " + type);
    }
    if (value.length > LONGEST) {
      throw new IllegalArgumentException("value is longer than 65,535 bytes: " + value.length);
    }
    this.type = type;
    this.value = value.clone();
  }

  /// A value of text, in UTF-8.
  public ProxyTlv(int type, String value) {
    this(type, value.getBytes(StandardCharsets.UTF_8));
  }

  /// The values that the bytes hold, one behind the other, as a header and [#SSL] have them. The
  /// bytes are consumed.
  ///
  /// @throws IllegalArgumentException if the last one is cut short
  public static List<ProxyTlv> readAll(ByteBuffer bytes) {
    List<ProxyTlv> all = new ArrayList<>();
    while (bytes.hasRemaining()) {
      if (bytes.remaining() < HEAD) {
        throw new IllegalArgumentException("a TLV is cut short");
      }
      int type = bytes.get() & 0xff;
      int length = bytes.getShort() & 0xffff;
      if (length > bytes.remaining()) {
        throw new IllegalArgumentException(
            "a TLV of " + length + " bytes where " + bytes.remaining() + " are left");
      }
      byte[] value = new byte[length];
      bytes.get(value);
      all.add(new ProxyTlv(type, value));
    }
    return all;
  }

  /// Appends the type, the length and the value.
  void writeTo(ByteBuffer target) {
    target.put((byte) type).putShort((short) value.length).put(value);
  }

  /// How many bytes [#writeTo] appends.
  int size() {
    return HEAD + value.length;
  }

  /// From 0 to 255.
  public int type() {
    return type;
  }

  /// A copy of the bytes.
  public byte[] value() {
    return value.clone();
  }

  /// How many bytes the value has.
  public int length() {
    return value.length;
  }

  /// The value as text in UTF-8; what is not UTF-8 becomes U+FFFD.
  public String text() {
    return new String(value, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ProxyTlv tlv && type == tlv.type && Arrays.equals(value, tlv.value);
  }

  @Override
  public int hashCode() {
    return 31 * type + Arrays.hashCode(value);
  }

  /// The type and the value in hexadecimal: `02=6578616d706c65`.
  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits((byte) type) + '=' + hex.formatHex(value);
  }
}
