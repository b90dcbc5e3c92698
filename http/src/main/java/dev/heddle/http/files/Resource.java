package dev.heddle.http.files;

import dev.heddle.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// What a path leads to. Immutable.
sealed interface Resource {

  /// A file.
  ///
  /// @param plain as it is
  /// @param compressed its siblings
  record Found(Variant plain, Map<Coding, Variant> compressed) implements Resource {
    public Found {
      compressed = Map.copyOf(compressed);
    }

    /// What to send to a client that accepts this.
    Variant choose(@Nullable String acceptEncoding) {
      if (compressed.isEmpty()) {
        return plain;
      }
      Coding coding = Coding.choose(acceptEncoding, compressed.keySet());
      Variant chosen = coding == null ? null : compressed.get(coding);
      return chosen == null ? plain : chosen;
    }

    boolean isSmall() {
      return plain.content() != null
          && compressed.values().stream().allMatch(variant -> variant.content() != null);
    }

    int weight() {
      return plain.weight() + compressed.values().stream().mapToInt(Variant::weight).sum();
    }
  }

  /// A folder that is listed.
  ///
  /// @param path as in [RequestPath#toString()]
  /// @param page makes the listing; touches the file system
  record Folder(String path, Callable<String> page) implements Resource {}

  /// Anything else: an error, or a redirect.
  record Other(HttpResponse response) implements Resource {}
}
