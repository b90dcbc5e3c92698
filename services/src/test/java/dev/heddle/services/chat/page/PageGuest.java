package dev.heddle.services.chat.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A client that uses the page's WebSocket without a page.
public final class PageGuest implements AutoCloseable {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final Frames frames = new Frames();
  private final WebSocket socket;

  public PageGuest(Rooms rooms) throws Exception {
    var uri = URI.create("ws://127.0.0.1:" + rooms.web().port() + "/chat/socket");
    socket = CLIENT.newWebSocketBuilder().buildAsync(uri, frames).get();
  }

  static PageGuest entered(Rooms rooms, String name) throws Exception {
    var guest = new PageGuest(rooms);
    guest.sends("enter", name, "lobby", "0", "").until("done");
    return guest;
  }

  public PageGuest sends(String... fields) throws Exception {
    socket.sendText(String.join("\t", fields), true).get();
    return this;
  }

  /// The next frame, with its fields as a list has them; of a message, without the time.
  public String next() throws InterruptedException {
    String frame = frames.received.poll(20, TimeUnit.SECONDS);
    assertThat(frame).as("a frame").isNotNull();
    return frame.replaceAll("^(said|mine)\t(\\d+)\t\\d+", "$1\t$2").replace('\t', '|');
  }

  public PageGuest sees(String... expected) throws InterruptedException {
    for (String frame : expected) {
      assertThat(next()).isEqualTo(frame);
    }
    return this;
  }

  /// All frames up to this one, which is not returned.
  public List<String> until(String last) throws InterruptedException {
    var seen = new ArrayList<String>();
    for (String frame; !(frame = next()).equals(last); ) {
      seen.add(frame);
    }
    return seen;
  }

  @Override
  public void close() {
    socket.abort();
  }

  private static final class Frames implements WebSocket.Listener {
    final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        received.add(text.toString());
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      received.add("closed\t" + code);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      received.add("broken\t" + error.getMessage());
    }
  }
}
