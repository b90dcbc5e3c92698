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
  void the_lab_needs_the_core_and_no_service() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.heddle.services..", "dev.heddle.http..", "dev.heddle.cli..", "dev.heddle.engine..")
        .check(LAB);
  }

  @Test
  void patterns_have_no_threads_and_no_clock_but_those_of_the_lab() {
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
  void patterns_do_not_depend_on_their_observers() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.heddle.lab", "dev.heddle.lab.patterns")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.heddle.lab.record", "dev.heddle.lab.draw", "dev.heddle.lab.check")
        .check(LAB);
  }
}
