package dev.heddle.services.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.util.OSInfo;

class NativeLibraryTest {

  @Test
  void theLibraryIsInTheFolderBesideTheDriversJar(@TempDir Path lib) throws Exception {
    Path jar = Files.createFile(lib.resolve("sqlite-jdbc.jar"));
    assertThat(NativeLibrary.beside(jar)).as("nothing is unpacked").isNull();
    Path folder =
        Files.createDirectories(
            lib.resolve("native/org/sqlite/native")
                .resolve(OSInfo.getNativeLibFolderPathForCurrentOS()));
    assertThat(NativeLibrary.beside(jar)).isEqualTo(folder);
  }

  @Test
  void aLibraryThatCannotBeLoadedIsReportedWithTheFolder() {
    assertThat(NativeLibrary.explain())
        .contains(System.getProperty("java.io.tmpdir"), "noexec", "-Dorg.sqlite.tmpdir=FOLDER");
  }
}
