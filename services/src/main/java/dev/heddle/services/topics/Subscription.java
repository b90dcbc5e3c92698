package dev.heddle.services.topics;

/// What [Topic#subscribe] has begun. Thread-safe.
@FunctionalInterface
public interface Subscription extends AutoCloseable {

  /// Ends it; a delivery that is under way in another thread may still finish. Never waits.
  @Override
  void close();
}
