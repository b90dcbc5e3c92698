/// HTTP/1.1, WebSocket and static files for handlers.
module dev.heddle.http {
  requires transitive dev.heddle;
  requires com.github.benmanes.caffeine;
  requires org.apache.httpcomponents.core5.httpcore5;
  requires static org.jspecify;

  exports dev.heddle.http;
  exports dev.heddle.http.files;
  exports dev.heddle.http.websocket;
}
