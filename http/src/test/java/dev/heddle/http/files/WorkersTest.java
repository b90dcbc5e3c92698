package dev.heddle.http.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Engine;
import dev.heddle.http.Http;
import dev.heddle.http.HttpHandler;
import dev.heddle.http.HttpResponse;
import dev.heddle.http.HttpTalk;
import dev.heddle.jdk.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {
  private final Workers workers = new Workers("test-files-", 8);
  private final CountDownLatch disk = new CountDownLatch(1);
  private final CountDownLatch asked = new CountDownLatch(1);

  /// Of `/cold`, the disk takes its time; anything else is in memory.
  private final HttpHandler files =
      request -> {
        if (!request.path().equals("/cold")) {
          return HttpResponse.text(200, "hot");
        }
        return HttpResponse.text(
            200,
            workers.call(() -> {
              asked.countDown();
              disk.await();
              return "cold";
            }));
      };

  @ParameterizedTest
  @ValueSource(ints = {1, 100})
  void waitingForASlowDiskStallsNoOtherConnectionOfTheLoop(int waiting) throws Exception {
    List<HttpTalk> patient = new ArrayList<>();
    try (HttpTalk other = HttpTalk.with(new Http(files), Engine.loops(1))) {
      for (int i = 0; i < waiting; i++) {
        patient.add(other.another().get("/cold"));
      }
      asked.await();
      for (int i = 0; i < 100; i++) {
        assertThat(other.get("/hot").reply().text()).isEqualTo("hot");
      }
      disk.countDown();
      for (HttpTalk client : patient) {
        assertThat(client.reply().text()).isEqualTo("cold");
      }
    } finally {
      disk.countDown();
      for (HttpTalk client : patient) {
        client.close();
      }
    }
  }
}
