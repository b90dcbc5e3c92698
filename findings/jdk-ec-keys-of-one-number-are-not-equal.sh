#!/bin/sh
# JDK 25.0.3 (Temurin), KeyFactory for EC keys, with keys of OpenSSL 3.0.
#
# An EC private key is one number on a curve; its PKCS#8 form may carry the public key beside it, or leave it out (RFC 5915).
# OpenSSL writes both. The JDK reads both, keeps the bytes as they came, and compares those: the two are not equals(), have
# different hash codes, and getEncoded() gives back what was read. So "has the key changed?" is answered wrongly by equals();
# getS() and getParams() say it.
#
# Seen: "the same number: true", "equal: false". Fails if that changes.
set -eu
JAVA_HOME=${JAVA_HOME:-$("$(dirname "$0")/../tools/find-jdk")}
command -v openssl >/dev/null || { echo "needs openssl"; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out with.pem 2>/dev/null
openssl ec -in with.pem -no_public -out short.pem 2>/dev/null
openssl pkcs8 -topk8 -nocrypt -in with.pem -outform DER -out with.der
openssl pkcs8 -topk8 -nocrypt -in short.pem -outform DER -out without.der
cat >Compare.java <<'END'
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;

public class Compare {
  static ECPrivateKey read(String file) throws Exception {
    var spec = new PKCS8EncodedKeySpec(Files.readAllBytes(Path.of(file)));
    return (ECPrivateKey) KeyFactory.getInstance("EC").generatePrivate(spec);
  }

  public static void main(String[] args) throws Exception {
    ECPrivateKey with = read("with.der");
    ECPrivateKey without = read("without.der");
    System.out.println("the same number: " + with.getS().equals(without.getS()));
    System.out.println("equal: " + with.equals(without));
  }
}
END
"$JAVA_HOME/bin/javac" Compare.java
"$JAVA_HOME/bin/java" -version 2>&1 | head -n 1
openssl version
echo "bytes: $(wc -c <with.der) with the public key, $(wc -c <without.der) without"
"$JAVA_HOME/bin/java" Compare >seen
cat seen
grep -qx "the same number: true" seen && grep -qx "equal: false" seen
