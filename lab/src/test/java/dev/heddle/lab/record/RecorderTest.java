package dev.heddle.lab.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.lab.Scene;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecorderTest {

  private static Recording record(ThreadKind kind, Scene.Play play) throws Exception {
    return new Recorder(kind, 1, note -> {}).play(new Scene("a scene", play));
  }

  private static Track track(Recording recording, String name) {
    return recording.tracks().stream()
        .filter(track -> track.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(ThreadKind.class)
  void whatAThreadWaitsForIsSeenAndNamed(ThreadKind kind) throws Exception {
    Recording recording =
        record(
            kind,
            lab -> {
              var lock = lab.lock("the lock");
              var condition = lab.condition("the condition", lock);
              var semaphore = lab.semaphore("the semaphore", 0);
              var queue = new ArrayBlockingQueue<Integer>(1);
              lab.start(
                  "at the condition",
                  () -> {
                    lock.lockInterruptibly();
                    try {
                      condition.await();
                    } finally {
                      lock.unlock();
                    }
                  });
              lab.sleep(60);
              lock.lock();
              var atLock =
                  lab.start(
                      "at the lock",
                      () -> {
                        lock.lock();
                        lock.unlock();
                      });
              var atSemaphore = lab.start("at the semaphore", semaphore::acquire);
              var atQueue = lab.start("at the queue", queue::take);
              lab.start("asleep", () -> lab.sleep(60));
              lab.sleep(60);
              condition.signal();
              lock.unlock();
              semaphore.release();
              queue.put(1);
              atLock.join();
              atSemaphore.join();
              atQueue.join();
            });
    assertThat(seen(recording, "at the condition")).contains("WAITING the condition");
    assertThat(seen(recording, "at the lock")).contains("BLOCKED the lock");
    assertThat(seen(recording, "at the semaphore")).contains("WAITING the semaphore");
    assertThat(seen(recording, "at the queue")).contains("WAITING ArrayBlockingQueue.take");
    assertThat(seen(recording, "asleep")).contains("SLEEPING ");
  }

  private static List<String> seen(Recording recording, String thread) {
    return track(recording, thread).spans().stream()
        .map(span -> span.activity() + " " + span.what())
        .toList();
  }

  @ParameterizedTest
  @EnumSource(ThreadKind.class)
  void aTrackHasNoGaps(ThreadKind kind) throws Exception {
    Recording recording =
        record(
            kind,
            lab ->
                lab.start(
                    "sleeper",
                    () -> {
                      for (int i = 0; i < 5; i++) {
                        lab.sleep(3);
                      }
                    }));
    var spans = track(recording, "sleeper").spans();
    for (int i = 1; i < spans.size(); i++) {
      assertThat(spans.get(i).from()).isEqualTo(spans.get(i - 1).to());
    }
  }

  @Test
  void aTaskThatThrowsIsReportedAndEndsTheScene() {
    assertThatThrownBy(() ->
            record(
                ThreadKind.PLATFORM,
                lab ->
                    lab.start(
                        "bad",
                        () -> {
                          throw new IllegalArgumentException("no");
                        })))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("java.lang.IllegalArgumentException: no");
  }

  @ParameterizedTest
  @EnumSource(ThreadKind.class)
  void anInterruptEndsAllThreadsAndLeavesWhatWasSeen(ThreadKind kind) throws Exception {
    var waiting = new CountDownLatch(1);
    var recording = new AtomicReference<Recording>();
    Thread player =
        Thread.ofPlatform()
            .start(() -> {
              try {
                recording.set(
                    record(
                        kind,
                        lab -> {
                          lab.start(
                              "for ever",
                              () -> {
                                waiting.countDown();
                                lab.semaphore("never", 0).acquire();
                              });
                          lab.awaitAll();
                        }));
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    waiting.await();
    player.interrupt();
    player.join();
    assertThat(recording.get().interrupted()).isTrue();
    assertThat(recording.get().notes()).extracting("event").containsExactly("ends: interrupted");
  }
}
