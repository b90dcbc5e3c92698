#!/bin/sh
# JDK 25.0.3 (Temurin), SSLSocket as a client, TLS 1.3 and 1.2.
#
# A client's SSLContext keeps sessions by host and port. If a later connection to the same host and port sets another server
# name (SSLParameters.setServerNames), the session is resumed all the same, and the handshake carries the name of the first
# connection: the one that was set is not sent. So a client that reaches several named services at one address, and tests
# whose servers get the same port one after the other, talk to the wrong name. createSocket(socket, NAME, port, true) and
# createSSLEngine(NAME, port), with the name that is meant, keep the sessions apart.
#
# Seen: "asked for second.example, the server saw ... value=first.example", twice. Fails if that changes.
set -eu
JAVA_HOME=${JAVA_HOME:-$("$(dirname "$0")/../tools/find-jdk")}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

"$JAVA_HOME/bin/keytool" -genkeypair -alias k -keyalg EC -dname CN=localhost -validity 2 -keystore keys.p12 \
  -storepass changeit -storetype PKCS12 2>/dev/null
cat >Names.java <<'END'
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.Executors;
import java.security.KeyStore;
import java.nio.file.*;
import javax.net.ssl.*;

public class Names {
  public static void main(String[] args) throws Exception {
    char[] password = "changeit".toCharArray();
    KeyStore store = KeyStore.getInstance(Path.of("keys.p12").toFile(), password);
    var keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, password);
    var trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    SSLContext client = SSLContext.getInstance("TLS");
    client.init(null, trust.getTrustManagers(), null);
    InetAddress here = InetAddress.getLoopbackAddress();
    try (var listening = context.getServerSocketFactory().createServerSocket(0, 10, here);
        var other = Executors.newSingleThreadExecutor()) {
      for (String name : List.of("first.example", "second.example")) {
        var seen =
            other.submit(() -> {
              try (SSLSocket socket = (SSLSocket) listening.accept()) {
                socket.getOutputStream().write(1);
                socket.getInputStream().read();
                var session = (ExtendedSSLSession) socket.getSession();
                return session.getProtocol() + " " + session.getRequestedServerNames();
              }
            });
        try (SSLSocket socket =
            (SSLSocket) client.getSocketFactory().createSocket(here, listening.getLocalPort())) {
          SSLParameters parameters = socket.getSSLParameters();
          parameters.setProtocols(new String[] {args[0]});
          parameters.setServerNames(List.of(new SNIHostName(name)));
          socket.setSSLParameters(parameters);
          socket.getInputStream().read();
          socket.getOutputStream().write(1);
          System.out.println("asked for " + name + ", the server saw " + seen.get());
        }
      }
    }
  }
}
END
"$JAVA_HOME/bin/java" -version 2>&1 | head -n 1
for version in TLSv1.3 TLSv1.2; do
  "$JAVA_HOME/bin/java" Names.java $version
done >seen
cat seen
[ "$(grep -c "asked for second.example, the server saw .* value=first.example" seen)" = 2 ]
