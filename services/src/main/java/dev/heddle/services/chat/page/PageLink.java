package dev.heddle.services.chat.page;

import dev.heddle.AddressBlock;
import dev.heddle.Message;
import dev.heddle.Outbox;
import dev.heddle.http.websocket.CloseCode;
import dev.heddle.http.websocket.WebSocket;
import dev.heddle.services.chat.ChatLine;
import dev.heddle.services.chat.MemberLink;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A member in a browser: lines go out by the WebSocket's outbox. Thread-safe.
final class PageLink implements MemberLink {
  private static final Message DONE = PageFrames.frame(List.of("done"));

  /// Unsent bytes above which a page has to take its answers before it is read from again.
  private static final int MUCH = 32 * 1024;

  /// How long it may take for the last words to it.
  private static final int FAREWELL_SECONDS = 5;

  private final WebSocket socket;
  private final Outbox outbox;
  private final PageFrames frames;
  private final AddressBlock address;
  private volatile boolean overflown;

  PageLink(WebSocket socket, PageFrames frames, AddressBlock address) {
    this.socket = socket;
    this.outbox = socket.outbox();
    this.frames = frames;
    this.address = address;
  }

  @Override
  public boolean send(ChatLine line) {
    return take(frames.of(line));
  }

  /// If it does not fit, it is reported with the next line.
  @Override
  public void said(ChatLine line) {
    overflown |= !take(PageFrames.own(line));
  }

  /// What the page has asked for is done.
  void done() {
    overflown |= !take(DONE);
  }

  private boolean take(Message frame) {
    return (!overflown && outbox.send(frame)) || outbox.isClosed();
  }

  @Override
  public void end(ChatLine last) {
    end(PageFrames.last(last), CloseCode.POLICY);
  }

  /// The page comes back by itself, as after a lost connection.
  @Override
  public void turnAway(ChatLine reason) {
    end(frames.of(reason), CloseCode.GOING_AWAY);
  }

  private void end(Message last, int code) {
    socket.farewell(last, code);
    CompletableFuture.delayedExecutor(FAREWELL_SECONDS, TimeUnit.SECONDS).execute(socket::abort);
  }

  @Override
  public void pace() throws IOException {
    if (outbox.pending() > MUCH) {
      socket.flush();
    }
  }

  @Override
  public AddressBlock address() {
    return address;
  }
}
