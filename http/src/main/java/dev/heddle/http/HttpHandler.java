package dev.heddle.http;

/// What a service answers to one request, as straight-line code: a request in, a response out.
///
/// One handler serves many connections at once, so what its calls share must be thread-safe. It may
/// block, in reading the request's body as well as elsewhere.
///
/// ```java
/// HttpHandler hello =
///     request ->
///         request.path().equals("/hello")
///             ? HttpResponse.text(200, "hello")
///             : HttpResponse.error(404, "not here");
/// ```
@FunctionalInterface
public interface HttpHandler {

  /// Answers a request. What a large or endless response sends is written after this has returned,
  /// by the response itself: see [HttpResponse#streamed].
  ///
  /// @throws HttpException to answer with an error status and a short text
  /// @throws Exception a [dev.heddle.MalformedMessageException], one of
  ///   [java.nio.charset.CharacterCodingException] or the like that reading the request's body has
  ///   led to is answered with 400; anything else is logged and answered with 500
  HttpResponse handle(HttpRequest request) throws Exception;
}
