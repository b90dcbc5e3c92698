package dev.heddle.keys;

import dev.heddle.KeyFilesException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The private key of a file. Stateless.
final class PrivateKeyFile {
  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA", "RSASSA-PSS");

  private PrivateKeyFile() {}

  /// The first private key of the file.
  ///
  /// @param password null for none
  /// @throws KeyFilesException if there is none, or it cannot be read
  static PrivateKey read(FileContent file, @Nullable String password) throws KeyFilesException {
    List<PemBlock> blocks = PemBlock.of(file.text());
    for (PemBlock block : blocks) {
      if (block.isPrivateKey()) {
        return key(file, pkcs8(file, block, password));
      }
    }
    throw new KeyFilesException(file.path(), "no private key in it" + file.instead(blocks));
  }

  private static byte[] pkcs8(FileContent file, PemBlock block, @Nullable String password)
      throws KeyFilesException {
    try {
      return switch (block.label()) {
        case "PRIVATE KEY" -> block.der();
        case "RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY" ->
            OtherPrivateKeys.pkcs8(file, block, password);
        default ->
            throw new KeyFilesException(
                file.path(), "a private key in an unknown form: " + block.label());
      };
    } catch (IllegalArgumentException e) {
      throw new KeyFilesException(file.path(), "a damaged private key in it", e);
    } catch (NoClassDefFoundError e) {
      throw new KeyFilesException(
          file.path(),
          "to read a key in the form "
              + block.label()
              + ", add org.bouncycastle:bcpkix-jdk18on to the program, or convert the key by"
              + " openssl pkcs8 -topk8 -nocrypt",
          e);
    }
  }

  private static PrivateKey key(FileContent file, byte[] pkcs8) throws KeyFilesException {
    var failure =
        new KeyFilesException(
            file.path(), "the private key is damaged, or of a kind that the JDK does not know");
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (GeneralSecurityException e) { // it may be of the next one
        failure.addSuppressed(e);
      }
    }
    throw failure;
  }
}
