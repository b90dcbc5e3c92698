package dev.heddle.lab.record;

/// What a thread does at a moment.
public enum ThreadActivity {
  /// It runs, or could run if there were a processor free.
  RUNNING("running", '█', '#'),
  /// It sleeps.
  SLEEPING("sleeping", '·', '.'),
  /// It waits for something to happen: a condition, a queue, a semaphore, another thread's end.
  WAITING("waiting", '░', '-'),
  /// It waits for a lock.
  BLOCKED("blocked", '▒', 'B'),
  /// It waits for the network.
  NETWORK("network", '≈', '~');

  private final String label;
  private final char symbol;
  private final char plainSymbol;

  ThreadActivity(String label, char symbol, char plainSymbol) {
    this.label = label;
    this.symbol = symbol;
    this.plainSymbol = plainSymbol;
  }

  /// The word for it.
  public String label() {
    return label;
  }

  /// What stands for it in a drawing on a terminal.
  public char symbol() {
    return symbol;
  }

  /// Its symbol in plain ASCII.
  public char plainSymbol() {
    return plainSymbol;
  }
}
