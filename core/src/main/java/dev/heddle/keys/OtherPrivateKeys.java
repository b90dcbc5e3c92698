package dev.heddle.keys;

import dev.heddle.KeyFilesException;
import java.io.IOException;
import java.io.StringReader;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/// Private keys in the forms that the JDK does not read: PKCS#1, SEC1, and encrypted ones. The one
/// class that uses Bouncy Castle. Stateless.
final class OtherPrivateKeys {
  private OtherPrivateKeys() {}

  /// The key in PKCS#8.
  ///
  /// @throws NoClassDefFoundError if Bouncy Castle is not there
  static byte[] pkcs8(FileContent file, PemBlock block, @Nullable String password)
      throws KeyFilesException {
    Object parsed = parse(file, block);
    try {
      PrivateKeyInfo key =
          switch (parsed) {
            case PEMKeyPair pair -> pair.getPrivateKeyInfo();
            case PEMEncryptedKeyPair encrypted -> decrypt(encrypted, needed(file, password));
            case PKCS8EncryptedPrivateKeyInfo encrypted ->
                decrypt(encrypted, needed(file, password));
            case null, default ->
                throw new KeyFilesException(file.path(), "a damaged private key in it");
          };
      return key.getEncoded();
    } catch (KeyFilesException e) {
      throw e;
    } catch (OperatorCreationException e) {
      throw new KeyFilesException(file.path(), "encrypted in an unknown way", e);
    } catch (IOException | PKCSException | RuntimeException e) {
      throw new KeyFilesException(file.path(), "wrong password", e);
    }
  }

  private static @Nullable Object parse(FileContent file, PemBlock block) throws KeyFilesException {
    try (var parser = new PEMParser(new StringReader(block.text()))) {
      return parser.readObject();
    } catch (IOException | RuntimeException e) {
      throw new KeyFilesException(file.path(), "a damaged private key in it", e);
    }
  }

  private static char[] needed(FileContent file, @Nullable String password)
      throws KeyFilesException {
    if (password == null) {
      throw new KeyFilesException(file.path(), "the key is encrypted; a password is needed");
    }
    return password.toCharArray();
  }

  private static PrivateKeyInfo decrypt(PEMEncryptedKeyPair encrypted, char[] password)
      throws IOException {
    var decryptor =
        new JcePEMDecryptorProviderBuilder()
            .setProvider(new BouncyCastleProvider())
            .build(password);
    return encrypted.decryptKeyPair(decryptor).getPrivateKeyInfo();
  }

  private static PrivateKeyInfo decrypt(PKCS8EncryptedPrivateKeyInfo encrypted, char[] password)
      throws OperatorCreationException, PKCSException {
    return encrypted.decryptPrivateKeyInfo(
        new JceOpenSSLPKCS8DecryptorProviderBuilder()
            .setProvider(new BouncyCastleProvider())
            .build(password));
  }
}
