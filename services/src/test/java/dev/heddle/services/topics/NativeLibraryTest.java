package dev.heddle.services.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.util.OSInfo;

class NativeLibraryTest {

  @Test
  void the_library_is_in_the_folder_beside_the_drivers_jar(@TempDir Path lib) throws Exception {
    Path jar = Files.createFile(lib.resolve("sqlite-jdbc.jar"));
    assertThat(NativeLibrary.beside(jar)).as("nothing is unpacked").isNull();
    Path folder =
        Files.createDirectories(
            lib.resolve("native/org/sqlite/native")
                .resolve(OSInfo.getNativeLibFolderPathForCurrentOS()));
    assertThat(NativeLibrary.beside(jar)).isEqualTo(folder);
  }

  @Test
  void a_library_that_cannot_be_loaded_is_reported_with_the_folder() {
    assertThat(NativeLibrary.explain())
        .contains(System.getProperty("java.io.tmpdir"), "noexec", "-Dorg.sqlite.tmpdir=FOLDER");
  }
}
