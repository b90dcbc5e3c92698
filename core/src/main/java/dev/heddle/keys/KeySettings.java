package dev.heddle.keys;

import dev.heddle.KeyFiles;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where keys and trust come from. Immutable.
///
/// @param keys the own keys, the default one first; may be none
/// @param authorities the file with the certificates of those whose signatures are trusted; null
///   for the JDK's own list
/// @param insecure whether every certificate is accepted
public record KeySettings(List<KeyFiles> keys, @Nullable Path authorities, boolean insecure) {
  public KeySettings {
    keys = List.copyOf(keys);
  }

  /// All files, as they are at this moment.
  Map<Path, FileContent> read() {
    Map<Path, FileContent> contents = new LinkedHashMap<>();
    for (KeyFiles files : keys) {
      files.files().forEach(file -> contents.computeIfAbsent(file, FileContent::read));
    }
    if (authorities != null) {
      contents.computeIfAbsent(authorities, FileContent::read);
    }
    return contents;
  }
}
