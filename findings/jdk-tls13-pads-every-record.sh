#!/bin/sh
# JDK 25.0.3 (Temurin), SSLEngine with TLS 1.3.
#
# TLS 1.3 allows padding and demands none. The JDK adds 16 bytes of it to each record, which no option turns off: a message of
# 64 bytes takes 102 on the wire, where the protocol needs 86 (5 of header, 1 of type, 16 of tag). A full record thereby
# carries less than the protocol's 16,384 bytes, so a message of just that size, the usual buffer, takes a second record. With
# TLS 1.2 neither happens.
#
# Seen: "TLSv1.3: 64 bytes take 102, one record carries 16367", "TLSv1.2: 64 bytes take 93, one record carries 16384". Fails
# if that changes.
set -eu
JAVA_HOME=${JAVA_HOME:-$("$(dirname "$0")/../tools/find-jdk")}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

"$JAVA_HOME/bin/keytool" -genkeypair -keystore keys.p12 -storepass secret -alias server -keyalg EC -groupname secp256r1 \
  -dname CN=localhost >keytool.log 2>&1
cat >Padding.java <<'END'
import java.io.File;
import java.nio.ByteBuffer;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

public class Padding {
  public static void main(String[] args) throws Exception {
    KeyStore store = KeyStore.getInstance(new File("keys.p12"), "secret".toCharArray());
    var keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, "secret".toCharArray());
    var trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    show(context, "TLSv1.3", "TLS_AES_128_GCM_SHA256");
    show(context, "TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
  }

  private static void show(SSLContext context, String protocol, String suite) throws SSLException {
    SSLEngine server = context.createSSLEngine();
    SSLEngine client = context.createSSLEngine();
    server.setUseClientMode(false);
    client.setUseClientMode(true);
    client.setEnabledProtocols(new String[] {protocol});
    client.setEnabledCipherSuites(new String[] {suite});
    server.beginHandshake();
    client.beginHandshake();
    ByteBuffer toServer = ByteBuffer.allocate(64 << 10);
    ByteBuffer toClient = ByteBuffer.allocate(64 << 10);
    for (int i = 0; i < 10; i++) {
      shake(client, toClient, toServer);
      shake(server, toServer, toClient);
    }
    if (!client.getSession().getProtocol().equals(protocol)) {
      throw new IllegalStateException("no handshake: " + client.getSession());
    }
    toServer.clear();
    SSLEngineResult small = client.wrap(ByteBuffer.allocate(64), toServer);
    SSLEngineResult large = client.wrap(ByteBuffer.allocate(16 << 10), toServer);
    System.out.println(
        protocol + ": 64 bytes take " + small.bytesProduced() + ", one record carries " + large.bytesConsumed());
  }

  /// One engine's part of the handshake, as far as it gets with what has arrived.
  private static void shake(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
    ByteBuffer none = ByteBuffer.allocate(64 << 10);
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> engine.getDelegatedTask().run();
        case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), out);
        default -> {
          in.flip();
          if (!in.hasRemaining()) {
            in.clear();
            return;
          }
          engine.unwrap(in, none);
          in.compact();
        }
      }
    }
  }
}
END
"$JAVA_HOME/bin/java" -version 2>&1 | head -n 1
"$JAVA_HOME/bin/java" Padding.java | tee seen
grep -qx "TLSv1.3: 64 bytes take 102, one record carries 16367" seen
grep -qx "TLSv1.2: 64 bytes take 93, one record carries 16384" seen
