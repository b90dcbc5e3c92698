package dev.heddle.program;

import dev.heddle.Tls;
import dev.heddle.TlsProvider;
import java.io.IOException;

/// A program in a JVM with or without what OpenSSL needs: says whether it is there. In a package of
/// its own, as [WithoutOptions].
public final class WithOpenSsl {
  private WithOpenSsl() {}

  public static void main(String[] args) {
    Tls tls = Tls.insecure().withProvider(TlsProvider.OPENSSL);
    for (int i = 0; i < 2; i++) { // what is said once is said for the first
      try {
        tls.check();
        System.out.println("there");
      } catch (IOException e) {
        System.out.println("missing: " + e.getMessage());
      }
    }
  }
}
