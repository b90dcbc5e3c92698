package dev.heddle.cli;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The arrows between all modules, and between the packages of each.
class ArchitectureTest {
  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.heddle");

  @Test
  void packagesHaveNoCircles() {
    slices().matching("(**)").should().beFreeOfCycles().check(ALL);
  }

  @Test
  void modulesDependOnEachOtherOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("dev.heddle..")
        .layer("http")
        .definedBy("dev.heddle.http..")
        .layer("services")
        .definedBy("dev.heddle.services..")
        .layer("cluster")
        .definedBy("dev.heddle.cluster..")
        .layer("observe")
        .definedBy("dev.heddle.observe..")
        .layer("probe")
        .definedBy("dev.heddle.probe..")
        .layer("eyes")
        .definedBy("dev.heddle.eyes..")
        .layer("load")
        .definedBy("dev.heddle.load..")
        .layer("lab")
        .definedBy("dev.heddle.lab..")
        .layer("cli")
        .definedBy("dev.heddle.cli..")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("eyes")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("probe")
        .mayOnlyBeAccessedByLayers("eyes")
        .whereLayer("lab")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("load")
        .mayOnlyBeAccessedByLayers("cluster", "cli")
        .whereLayer("observe")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("cluster")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("services")
        .mayOnlyBeAccessedByLayers("cluster", "cli")
        .whereLayer("http")
        .mayOnlyBeAccessedByLayers("services", "observe", "cli")
        .check(ALL);
  }

  @Test
  void valuesWithDefaultsAreChangedByWithersOnly() {
    List<JavaConstructorCall> calls =
        ALL.stream()
            .filter(ArchitectureTest::hasDefault)
            .flatMap(type -> type.getConstructorCallsToSelf().stream())
            .filter(call -> !call.getOriginOwner().equals(call.getTargetOwner()))
            .toList();
    assertThat(calls).isEmpty();
  }

  private static boolean hasDefault(JavaClass type) {
    return type.getFields().stream()
        .anyMatch(field -> field.getName().matches("DEFAULTS?") && field.getRawType().equals(type));
  }
}
