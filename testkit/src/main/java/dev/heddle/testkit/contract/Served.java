package dev.heddle.testkit.contract;

import dev.heddle.Connection;
import dev.heddle.Handler;
import dev.heddle.fixtures.Eventually;
import java.util.concurrent.CompletableFuture;

/// A handler for one connection that keeps its result for the test.
final class Served<T> implements Handler {

  /// What is done with the connection.
  @FunctionalInterface
  public interface Body<T> {
    T serve(Connection connection) throws Exception;
  }

  private final Body<T> body;
  private final CompletableFuture<Connection> began = new CompletableFuture<>();
  private final CompletableFuture<T> ended = new CompletableFuture<>();

  public Served(Body<T> body) {
    this.body = body;
  }

  @Override
  public void handle(Connection connection) throws Exception {
    began.complete(connection);
    try {
      ended.complete(body.serve(connection));
    } catch (Throwable e) {
      ended.completeExceptionally(e);
      throw e;
    }
  }

  /// The connection, once it is there.
  public Connection connection() {
    return Eventually.result(began);
  }

  /// What the body has returned, once it has.
  public T value() {
    return Eventually.result(ended);
  }

  /// What the body has thrown, once it has.
  public Throwable failure() {
    return Eventually.failure(ended);
  }

  public boolean isOver() {
    return ended.isDone();
  }
}
