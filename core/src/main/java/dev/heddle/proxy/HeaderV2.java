package dev.heddle.proxy;

import dev.heddle.ProxyHeader;
import dev.heddle.ProxyTls;
import dev.heddle.ProxyTlv;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Version 2: 16 bytes, the addresses, and further values. Stateless.
///
/// ```
///   12 bytes signature │ version, command │ family, transport │ length (2) │ addresses │ TLVs …
/// ```
final class HeaderV2 {
  static final byte[] SIGNATURE = {
    0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a
  };

  private static final int HEAD = 16;
  private static final int LENGTH_AT = 14;
  private static final int VERSION = 2;
  private static final int LOCAL = 0;
  private static final int PROXY = 1;
  private static final int MOST_TRANSPORTS = 2;
  private static final int LONGEST_ID = 128;

  private HeaderV2() {}

  static HeaderParser.Result parse(ByteBuffer bytes) throws HeaderException {
    if (bytes.remaining() > SIGNATURE.length) {
      requireVersion(bytes.get(SIGNATURE.length) & 0xff); // a wrong one is known before the rest
    }
    if (bytes.remaining() < HEAD) {
      return HeaderParser.Incomplete.INSTANCE;
    }
    int length = HEAD + (bytes.getShort(LENGTH_AT) & 0xffff);
    if (bytes.remaining() < length) {
      return HeaderParser.Incomplete.INSTANCE;
    }
    ByteBuffer whole = bytes.slice(0, length);
    return new HeaderParser.Complete(header(whole), length);
  }

  private static void requireVersion(int versionAndCommand) throws HeaderException {
    if (versionAndCommand >> 4 != VERSION) {
      throw new HeaderException("version " + (versionAndCommand >> 4));
    }
    if ((versionAndCommand & 0xf) > PROXY) {
      throw new HeaderException("command " + (versionAndCommand & 0xf));
    }
  }

  private static ProxyHeader header(ByteBuffer whole) throws HeaderException {
    boolean local = (whole.get(SIGNATURE.length) & 0xf) == LOCAL;
    int family = (whole.get(SIGNATURE.length + 1) & 0xff) >> 4;
    int transport = whole.get(SIGNATURE.length + 1) & 0xf;
    ByteBuffer rest = whole.slice(HEAD, whole.limit() - HEAD);
    if (local) { // valid whatever its rest is, which may be of a kind to come
      return header(ProxyHeader.Command.LOCAL, null, null, tlvsOfLocal(rest, family, whole));
    }
    if (family >= WireAddresses.FAMILIES || transport > MOST_TRANSPORTS) {
      throw new HeaderException("family " + family + ", transport " + transport);
    }
    if (rest.remaining() < WireAddresses.size(family)) {
      throw new HeaderException(
          rest.remaining() + " bytes of addresses instead of " + WireAddresses.size(family));
    }
    SocketAddress source = WireAddresses.source(rest, family);
    SocketAddress destination = WireAddresses.destination(rest, family);
    try {
      return header(ProxyHeader.Command.PROXY, source, destination, tlvs(rest, family, whole));
    } catch (IllegalArgumentException e) {
      throw new HeaderException(String.valueOf(e.getMessage()));
    }
  }

  private static ProxyHeader header(
      ProxyHeader.Command command,
      @Nullable SocketAddress source,
      @Nullable SocketAddress destination,
      List<ProxyTlv> tlvs) {
    return new ProxyHeader(VERSION, command, source, destination, tlvs);
  }

  private static List<ProxyTlv> tlvsOfLocal(ByteBuffer rest, int family, ByteBuffer whole)
      throws HeaderException {
    if (family >= WireAddresses.FAMILIES || rest.remaining() < WireAddresses.size(family)) {
      return List.of();
    }
    try {
      return tlvs(rest, family, whole);
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  private static List<ProxyTlv> tlvs(ByteBuffer rest, int family, ByteBuffer whole)
      throws HeaderException {
    int from = WireAddresses.size(family);
    List<ProxyTlv> tlvs = ProxyTlv.readAll(rest.slice(from, rest.limit() - from));
    for (ProxyTlv tlv : tlvs) {
      switch (tlv.type()) {
        case ProxyTlv.CRC32C -> Checksum.require(whole);
        case ProxyTlv.SSL -> ProxyTls.of(tlv); // must be readable
        case ProxyTlv.UNIQUE_ID -> requireShort(tlv);
        default -> {}
      }
    }
    return tlvs;
  }

  private static void requireShort(ProxyTlv id) throws HeaderException {
    if (id.length() > LONGEST_ID) {
      throw new HeaderException("a unique id of " + id.length() + " bytes");
    }
  }

  static byte[] write(ProxyHeader header) {
    int family = WireAddresses.family(header.source(), header.destination());
    int size = WireAddresses.size(family);
    for (ProxyTlv tlv : header.tlvs()) {
      size += Checksum.TLV_HEAD + tlv.length();
    }
    if (size > 0xffff) {
      throw new IllegalArgumentException("a header of more than 65,535 bytes: " + size);
    }
    ByteBuffer bytes = ByteBuffer.allocate(HEAD + size).put(SIGNATURE);
    bytes.put((byte) (VERSION << 4 | (header.isLocal() ? LOCAL : PROXY)));
    bytes.put((byte) (family == 0 ? 0 : family << 4 | 1)).putShort((short) size);
    WireAddresses.write(header.source(), header.destination(), family, bytes);
    for (ProxyTlv tlv : header.tlvs()) {
      bytes.put((byte) tlv.type()).putShort((short) tlv.length()).put(tlv.value());
    }
    if (header.tlv(ProxyTlv.CRC32C) != null) {
      Checksum.set(bytes.flip());
    }
    return bytes.array();
  }
}
