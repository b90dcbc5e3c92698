package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// All tests of all modules are named alike.
class TestNamesTest {
  private static final Pattern METHOD = Pattern.compile("(?m)^ +(?:public )?void (\\w+)\\(");

  static List<Path> tests() {
    return Checkout.files("Test.java");
  }

  @ParameterizedTest
  @MethodSource("tests")
  void areSentencesInCamelCase(Path test) {
    assertThat(METHOD.matcher(Checkout.text(test)).results())
        .extracting(found -> found.group(1))
        .allSatisfy(name -> assertThat(name).matches("[a-z][A-Za-z0-9]*"));
  }
}
