package dev.heddle.lab.check;

import dev.heddle.Connection;
import dev.heddle.Handler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// A real service behind a proxy that changes its output: so it has one fault.
///
/// @param line those that are changed
/// @param instead their replacement; empty if they are dropped
/// @param lineEnd behind each line
record ChangedLines(InetSocketAddress real, Pattern line, String instead, String lineEnd)
    implements Handler {

  @Override
  public void handle(Connection client) throws IOException, InterruptedException {
    try (var service = new Socket(real.getAddress(), real.getPort())) {
      Thread answering = Thread.startVirtualThread(() -> answer(service, client));
      var bytes = ByteBuffer.allocate(4096);
      while (client.read(bytes.clear()) >= 0) {
        service.getOutputStream().write(bytes.array(), 0, bytes.position());
      }
      service.shutdownOutput();
      answering.join();
    }
  }

  private void answer(Socket service, Connection client) {
    try (client;
        var in =
            new BufferedReader(
                new InputStreamReader(service.getInputStream(), StandardCharsets.UTF_8))) {
      for (String said; (said = in.readLine()) != null; ) {
        boolean changed = line.matcher(said).matches();
        if (!changed || !instead.isEmpty()) {
          client.writeText((changed ? line.matcher(said).replaceAll(instead) : said) + lineEnd);
          client.flush();
        }
      }
    } catch (IOException e) {
      // The client has left.
    }
  }
}
