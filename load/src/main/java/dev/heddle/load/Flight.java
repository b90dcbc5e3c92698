package dev.heddle.load;

/// The requests of one connection that are not answered yet, oldest first, and the last one that
/// was. Belongs to its lane's loop.
final class Flight {
  private static final byte[] NONE = new byte[0];

  private final byte[][] requests;
  private final long[] intended;
  private final long[] sent;
  private int first;
  private int count;

  /// @param depth how many requests may be under way
  Flight(int depth) {
    int places = depth + 1; // one more, for the last that was answered
    requests = new byte[places][];
    java.util.Arrays.fill(requests, NONE);
    intended = new long[places];
    sent = new long[places];
  }

  boolean isEmpty() {
    return count == 0;
  }

  boolean isFull() {
    return count == requests.length - 1;
  }

  /// Memory that the next request may reuse: the former content of its slot.
  byte[] used() {
    return requests[place(count)];
  }

  void add(byte[] request, long intendedAt, long sentAt) {
    int place = place(count++);
    requests[place] = request;
    intended[place] = intendedAt;
    sent[place] = sentAt;
  }

  /// The oldest request; if there is none, the last one that was answered.
  byte[] request() {
    return count > 0 ? requests[first] : lastAnswered();
  }

  byte[] lastAnswered() {
    return requests[first == 0 ? requests.length - 1 : first - 1];
  }

  /// When the oldest one was due.
  long intended() {
    return intended[first];
  }

  /// When the oldest one was sent.
  long sent() {
    return sent[first];
  }

  /// The oldest one is over.
  void remove() {
    first = first + 1 == requests.length ? 0 : first + 1;
    count--;
  }

  void clear() {
    while (count > 0) {
      remove();
    }
  }

  private int place(int index) {
    int place = first + index;
    return place >= requests.length ? place - requests.length : place;
  }
}
