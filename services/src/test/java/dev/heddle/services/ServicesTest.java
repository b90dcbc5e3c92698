package dev.heddle.services;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import dev.heddle.Engine;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServicesTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter(List.of(new DoNotIncludeTests())).importPackages("dev.heddle.services");

  @Test
  void servicesNeverNameAConcurrencyModel() {
    noClasses().should().dependOnClassesThat().areAssignableTo(Engine.class).check(CLASSES);
  }

  @Test
  void servicesUseNothingOfTheCoreButWhatItExports() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.heddle.connection..",
            "dev.heddle.engine..",
            "dev.heddle.loop..",
            "dev.heddle.net..",
            "dev.heddle.serving..",
            "dev.heddle.transport..")
        .check(CLASSES);
  }

  @Test
  void noTwoServicesHaveANameOrAPortInCommon() {
    assertThat(Services.all()).extracting(Service::name).doesNotHaveDuplicates();
    assertThat(Services.all()).extracting(Service::port).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void anOptionSaysWhichValuesItMayHave() {
    Option op = Numbers.SERVICE.options().getFirst();
    assertThat(Options.DEFAULTS.get(op)).isEqualTo("double");
    assertThat(Options.DEFAULTS.with(op, "square").get(op)).isEqualTo("square");
    assertThatThrownBy(() -> Options.DEFAULTS.with(op, "cube"))
        .hasMessage("not one of double, square: cube");
  }
}
