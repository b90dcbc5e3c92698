package dev.heddle.lab;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ArrowsTest {
  private static final JavaClasses LAB =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.heddle.lab");

  @Test
  void theLabNeedsTheCoreAndNoService() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.heddle.services..", "dev.heddle.http..", "dev.heddle.cli..", "dev.heddle.engine..")
        .check(LAB);
  }

  @Test
  void patternsHaveNoThreadsAndNoClockButThoseOfTheLab() {
    noClasses()
        .that()
        .resideInAPackage("dev.heddle.lab.patterns")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(Thread.class, Clock.class, Instant.class)
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(LAB);
  }

  @Test
  void patternsDoNotDependOnTheirObservers() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.heddle.lab", "dev.heddle.lab.patterns")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.heddle.lab.record", "dev.heddle.lab.draw", "dev.heddle.lab.check")
        .check(LAB);
  }
}
