package dev.heddle.proxy;

import dev.heddle.ProxyHeader;

/// Encodes a header. Stateless.
public final class HeaderWriter {
  private HeaderWriter() {}

  /// @throws IllegalArgumentException if it has more than 65,535 bytes of addresses and values, a
  ///   Unix path of more than 108 bytes, or no room for its checksum
  public static byte[] write(ProxyHeader header) {
    return header.version() == 1 ? HeaderV1.write(header) : HeaderV2.write(header);
  }
}
