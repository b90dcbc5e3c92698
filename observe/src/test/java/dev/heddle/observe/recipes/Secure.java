package dev.heddle.observe.recipes;

import dev.heddle.Client;
import dev.heddle.Handler;
import dev.heddle.Server;
import dev.heddle.Tls;
import java.io.IOException;
import java.nio.file.Path;

final class Secure {
  private Secure() {}

  // region secure
  static Server start(int port, Handler handler, Path folder) throws IOException {
    Tls tls = Tls.pem(folder.resolve("tls.crt"), folder.resolve("tls.key"));
    return Server.builder(handler).port(port).tls(tls).start();
  }

  static Client client(Path authority) {
    return Client.builder().tls(Tls.trusting(authority)).build();
  }
  // endregion
}
