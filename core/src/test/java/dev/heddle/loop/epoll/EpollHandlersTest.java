package dev.heddle.loop.epoll;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.loop.linux.Epoll;
import dev.heddle.loop.linux.WakeUp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EpollHandlersTest {
  private final List<Throwable> failures = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private Epoll epoll;
  private EpollHandlers watches;

  @BeforeEach
  void opens() throws IOException {
    epoll = new Epoll();
    watches = new EpollHandlers(epoll, failures::add);
  }

  @AfterEach
  void closes() {
    epoll.close();
  }

  @Test
  void eventsOfAClosedDescriptorDoNotReachTheNextOwnerOfItsNumberAndSlot() throws IOException {
    var closed = new WakeUp();
    closed.wake();
    int place = watches.add(closed.fd(), Epoll.IN, events -> told.add("closed"));
    int count = epoll.await(-1);
    watches.remove(place);
    closed.close();
    var next = new WakeUp();
    assertThat(next.fd()).isEqualTo(closed.fd());
    assertThat(watches.add(next.fd(), Epoll.IN, events -> told.add("next"))).isEqualTo(place);
    report(count);
    assertThat(told).isEmpty();
    next.wake();
    report(epoll.await(-1));
    assertThat(told).containsExactly("next");
    next.close();
  }

  @Test
  void oneOwnersFailureIsNotTheOthers() throws IOException {
    var failing = new WakeUp();
    var other = new WakeUp();
    var failure = new IllegalStateException("one that fails");
    watches.add(
        failing.fd(),
        Epoll.IN,
        events -> {
          throw failure;
        });
    watches.add(other.fd(), Epoll.IN, events -> told.add("other"));
    failing.wake();
    other.wake();
    report(epoll.await(-1));
    assertThat(failures).containsExactly(failure);
    assertThat(told).containsExactly("other");
    failing.close();
    other.close();
  }

  @Test
  void eachOfManyOwnersGetsItsOwnEvents() throws IOException {
    var all = new ArrayList<WakeUp>();
    for (int i = 0; i < 200; i++) {
      var one = new WakeUp();
      String name = "owner " + i;
      watches.add(one.fd(), Epoll.IN | Epoll.EDGE, events -> told.add(name));
      all.add(one);
    }
    for (int i = 0; i < 200; i += 50) {
      told.clear();
      all.get(i).wake();
      report(epoll.await(-1));
      assertThat(told).containsExactly("owner " + i);
    }
    assertThat(watches.owners()).isEqualTo(200);
    all.forEach(WakeUp::close);
  }

  private void report(int count) {
    for (int i = 0; i < count; i++) {
      watches.report(epoll.mark(i), epoll.events(i));
    }
  }
}
