package dev.heddle.load;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// The arrows inside of the load, and out of it.
class ArchitectureTest {
  private static final JavaClasses LOAD =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.heddle.load");

  @Test
  void packagesHaveNoCircles() {
    slices().matching("dev.heddle.(load..)").should().beFreeOfCycles().check(LOAD);
  }

  @Test
  void theLoadKnowsCoreAndNoOtherModuleOfOurs() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.heddle.services..", "dev.heddle.cluster..", "dev.heddle.cli..", "dev.heddle.lab..")
        .check(LOAD);
  }
}
