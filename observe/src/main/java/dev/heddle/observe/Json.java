package dev.heddle.observe;

import tools.jackson.databind.json.JsonMapper;

/// The one reader and writer of JSON; made when it is first needed, which takes a while.
/// Thread-safe.
final class Json {
  static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Json() {}
}
