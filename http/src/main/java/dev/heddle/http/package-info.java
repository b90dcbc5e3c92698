/// HTTP/1.1 and 1.0 for handlers: [dev.heddle.http.Http] turns an [dev.heddle.http.HttpHandler]
/// into a [dev.heddle.Handler], which runs on every engine with threads.
///
/// ```java
/// HttpHandler hello = request -> HttpResponse.text(200, "hello from " + request.path());
///
/// try (Server server = Server.builder(new Http(hello)).port(7080).start()) {
///   server.awaitTermination();
/// }
/// ```
///
/// The grammar is Apache HttpCore's; limits, deadlines and streams are from here.
@NullMarked
package dev.heddle.http;

import org.jspecify.annotations.NullMarked;
