package dev.heddle.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Outbox;
import dev.heddle.Protocol;
import dev.heddle.fixtures.Eventually;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// Services as callbacks, for the topics about them.
final class CallbackServices {
  private CallbackServices() {}

  /// Echoes.
  static final class Echo implements Protocol {
    @Override
    public void received(ByteBuffer bytes, Outbox outbox) {
      outbox.send(bytes);
    }
  }

  /// Answers each line with a function of it; remembers a line that has begun.
  static final class Lines implements Protocol {
    private final Function<String, String> answer;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    Lines(Function<String, String> answer) {
      this.answer = answer;
    }

    @Override
    public void received(ByteBuffer bytes, Outbox outbox) {
      while (bytes.hasRemaining()) {
        byte b = bytes.get();
        if (b == '\n') {
          outbox.sendLine(answer.apply(begun.toString(StandardCharsets.UTF_8)));
          begun.reset();
        } else {
          begun.write(b);
        }
      }
    }

    @Override
    public int unfinished() {
      return begun.size();
    }
  }

  /// Writes down which callbacks come.
  static class Diary implements Protocol {
    final List<String> calls = new CopyOnWriteArrayList<>();
    final CompletableFuture<String> cause = new CompletableFuture<>();
    final CompletableFuture<Outbox> outbox = new CompletableFuture<>();
    private final AtomicInteger inside = new AtomicInteger();

    @Override
    public void connected(Outbox own) throws Exception {
      note("connected");
      outbox.complete(own);
    }

    @Override
    public void received(ByteBuffer bytes, Outbox own) throws Exception {
      note("received");
    }

    @Override
    public void ended(Outbox own) throws Exception {
      note("ended");
    }

    @Override
    public void closed(Throwable why) {
      note("closed");
      cause.complete(why == null ? "null" : why.getClass().getSimpleName());
    }

    private void note(String call) {
      assertThat(inside.incrementAndGet()).as("callbacks at once").isEqualTo(1);
      if (!call.equals("received") || !calls.getLast().equals("received")) {
        calls.add(call);
      }
      inside.decrementAndGet();
    }

    String cause() {
      return Eventually.result(cause);
    }
  }
}
