package dev.heddle.load.crew;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Messages as JSON in one line: `{"type":"Beat","is":{}}`. Thread-safe.
public final class CrewJson {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private static final Map<String, Class<?>> TYPES =
      Stream.of(CrewMessage.class.getPermittedSubclasses())
          .collect(Collectors.toMap(Class::getSimpleName, Function.identity()));

  private static final int EXCERPT = 60;

  private CrewJson() {}

  public static String encode(CrewMessage message) {
    var node = MAPPER.createObjectNode();
    node.put("type", message.getClass().getSimpleName());
    node.set("is", MAPPER.valueToTree(message));
    return node.toString();
  }

  /// @throws IllegalArgumentException if the text is no message
  public static CrewMessage decode(String text) {
    try {
      JsonNode node = MAPPER.readTree(text);
      Class<?> type = TYPES.get(node.path("type").asString(""));
      if (type != null && node.path("is").isObject()) {
        return (CrewMessage) MAPPER.treeToValue(node.path("is"), type);
      }
    } catch (JacksonException e) {
      throw malformed(text, e);
    }
    throw malformed(text, null);
  }

  private static IllegalArgumentException malformed(String text, @Nullable Throwable cause) {
    String part = text.length() <= EXCERPT ? text : text.substring(0, EXCERPT) + '…';
    return new IllegalArgumentException("not a message of heddle load: " + part, cause);
  }
}
