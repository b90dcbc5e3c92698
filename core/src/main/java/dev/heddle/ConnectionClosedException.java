package dev.heddle;

/// This side has closed the connection: the read or write that throws it came after, or was under
/// way during, a `close()`, an `abort()`, or the end of the server's drain.
///
/// ```java
/// try {
///   String line = connection.readLine();
/// } catch (ConnectionClosedException e) {
///   System.out.println("another thread has closed it");
/// }
/// ```
public final class ConnectionClosedException extends ConnectionEndedException {
  private static final long serialVersionUID = 1;

  public ConnectionClosedException(String message) {
    super(message, null);
  }
}
