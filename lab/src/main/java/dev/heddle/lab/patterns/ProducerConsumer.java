package dev.heddle.lab.patterns;

import dev.heddle.lab.Experiment;
import dev.heddle.lab.Lab;
import dev.heddle.lab.Scene;
import dev.heddle.lab.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Producers and consumers with a bounded buffer between them. A full buffer slows the producers
/// down, an empty one lets the consumers wait; nothing is lost and nothing comes twice.
final class ProducerConsumer {
  private static final Setting PRODUCERS =
      Setting.number("producers", 3, 1, 100, "how many threads put");
  private static final Setting CONSUMERS =
      Setting.number("consumers", 2, 1, 100, "how many threads take");
  private static final Setting CAPACITY =
      Setting.number("capacity", 5, 1, 10_000, "how many items the buffer holds");
  private static final Setting ITEMS =
      Setting.number("items", 8, 1, 10_000, "how many items each producer puts");
  private static final Setting ON =
      Setting.choice(
          "on", "what the buffer is made of", "conditions", "lock", "semaphores", "queue");

  static final Experiment EXPERIMENT =
      new Experiment(
          "producer-consumer",
          "a bounded buffer on a lock, on conditions, on semaphores, or a BlockingQueue",
          List.of(PRODUCERS, CONSUMERS, CAPACITY, ITEMS, ON),
          settings ->
              List.of(
                  new Scene(
                      "on " + settings.text(ON),
                      lab ->
                          run(
                              lab,
                              buffer(lab, settings.text(ON), settings.number(CAPACITY)),
                              settings.number(PRODUCERS),
                              settings.number(CONSUMERS),
                              settings.number(ITEMS)))));

  /// Signals a consumer to stop: the producers' items are positive.
  private static final int END = 0;

  private ProducerConsumer() {}

  static Buffer buffer(Lab lab, String kind, int capacity) {
    return switch (kind) {
      case "lock" -> new PollingBuffer(lab, capacity);
      case "semaphores" -> new SemaphoreBuffer(lab, capacity);
      case "queue" -> new QueueBuffer(lab, capacity);
      default -> new ConditionBuffer(lab, capacity);
    };
  }

  /// @return how often each item was taken
  static ConcurrentMap<Integer, Integer> run(
      Lab lab, Buffer buffer, int producers, int consumers, int items) throws InterruptedException {
    var taken = new ConcurrentHashMap<Integer, Integer>();
    var working = new ArrayList<Lab.Started>();
    for (int p = 0; p < producers; p++) {
      int first = p * items + 1;
      working.add(lab.start("producer " + (p + 1), () -> produce(lab, buffer, first, items)));
    }
    for (int c = 1; c <= consumers; c++) {
      lab.start("consumer " + c, () -> consume(lab, buffer, taken));
    }
    for (Lab.Started producer : working) {
      producer.join();
    }
    for (int c = 0; c < consumers; c++) {
      buffer.put(END);
    }
    lab.awaitAll();
    lab.conclude(verdict(taken, producers * items));
    return taken;
  }

  private static void produce(Lab lab, Buffer buffer, int first, int count)
      throws InterruptedException {
    for (int item = first; item < first + count; item++) {
      lab.sleep(lab.random().nextInt(40));
      buffer.put(item);
      lab.note("put " + item);
    }
  }

  private static void consume(Lab lab, Buffer buffer, ConcurrentMap<Integer, Integer> taken)
      throws InterruptedException {
    for (int item; (item = buffer.take()) != END; ) {
      taken.merge(item, 1, Integer::sum);
      lab.note("took " + item);
      lab.sleep(20 + lab.random().nextInt(60));
    }
  }

  private static String verdict(ConcurrentMap<Integer, Integer> taken, int put) {
    long sumPut = (long) put * (put + 1) / 2;
    long sumTaken = 0;
    long count = 0;
    for (var entry : taken.entrySet()) {
      sumTaken += (long) entry.getKey() * entry.getValue();
      count += entry.getValue();
    }
    boolean whole = sumPut == sumTaken && count == put && taken.size() == put;
    return "put "
        + put
        + " items, sum "
        + sumPut
        + "; took "
        + count
        + ", sum "
        + sumTaken
        + (whole ? ": nothing lost, nothing twice" : ": NOT THE SAME");
  }
}
