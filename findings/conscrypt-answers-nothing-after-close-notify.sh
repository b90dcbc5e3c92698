#!/bin/sh
# Conscrypt 2.9.0 (org.conscrypt:conscrypt-openjdk-uber) as the server's SSLEngine, TLS 1.3, JDK 25.0.3.
#
# In TLS 1.3 a close_notify ends one direction only: a client that has sent its request and closed its output may still read
# the answer, as with TCP. The JDK's engine works so. Conscrypt's does not: once it has read the client's close_notify, wrap
# takes no byte of the answer and returns CLOSED, although isOutboundDone was false before the call. So a protocol that
# marks the end of a request by a half-close loses every answer when only the provider is changed.
#
# Seen: "JDK: the client gets 6 bytes", "Conscrypt: the client gets 0 bytes". Fails if that changes.
set -eu
JAVA_HOME=${JAVA_HOME:-$("$(dirname "$0")/../tools/find-jdk")}
export JAVA_HOME
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy \
  -Dartifact=org.conscrypt:conscrypt-openjdk-uber:2.9.0 -DoutputDirectory=. >mvn.log 2>&1 || { cat mvn.log; exit 1; }
"$JAVA_HOME/bin/keytool" -genkeypair -keystore keys.p12 -storepass secret -alias server -keyalg EC -groupname secp256r1 \
  -dname CN=localhost >keytool.log 2>&1
cat >HalfClose.java <<'END'
import java.io.File;
import java.nio.ByteBuffer;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.conscrypt.Conscrypt;

public class HalfClose {
  public static void main(String[] args) throws Exception {
    show("JDK", SSLContext.getInstance("TLS"));
    show("Conscrypt", SSLContext.getInstance("TLS", Conscrypt.newProvider()));
  }

  private static void show(String name, SSLContext serverContext) throws Exception {
    KeyStore store = KeyStore.getInstance(new File("keys.p12"), "secret".toCharArray());
    var keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, "secret".toCharArray());
    var trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    var clientContext = SSLContext.getInstance("TLS");
    clientContext.init(null, trust.getTrustManagers(), null);
    serverContext.init(keys.getKeyManagers(), null, null);
    SSLEngine client = clientContext.createSSLEngine();
    SSLEngine server = serverContext.createSSLEngine();
    client.setUseClientMode(true);
    server.setUseClientMode(false);
    client.beginHandshake();
    server.beginHandshake();
    ByteBuffer toServer = ByteBuffer.allocate(64 << 10);
    ByteBuffer toClient = ByteBuffer.allocate(64 << 10);
    for (int i = 0; i < 10; i++) {
      shake(client, toClient, toServer);
      shake(server, toServer, toClient);
    }
    if (!client.getSession().getProtocol().equals("TLSv1.3")) {
      throw new IllegalStateException("no handshake: " + client.getSession());
    }

    client.closeOutbound();
    client.wrap(ByteBuffer.allocate(0), toServer);
    toServer.flip();
    ByteBuffer received = ByteBuffer.allocate(64 << 10);
    server.unwrap(toServer, received);
    if (!server.isInboundDone() || server.isOutboundDone()) {
      throw new IllegalStateException("the client's end is not a half-close here");
    }
    server.wrap(ByteBuffer.wrap("answer".getBytes()), toClient);
    toClient.flip();
    client.unwrap(toClient, received);
    System.out.println(name + ": the client gets " + received.position() + " bytes");
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
"$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED -cp conscrypt-openjdk-uber-2.9.0.jar HalfClose.java | tee seen
grep -qx "JDK: the client gets 6 bytes" seen
grep -qx "Conscrypt: the client gets 0 bytes" seen
