package dev.heddle;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// The arrows inside of core.
class ArchitectureTest {
  static final List<String> ENGINES =
      List.of("blocking", "threads", "virtual", "selector", "loops");

  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.heddle");

  @Test
  void theTransportKnowsNothingOfOurs() {
    noClasses()
        .that()
        .resideInAPackage("dev.heddle.transport")
        .should()
        .dependOnClassesThat(oursBut("dev.heddle.transport"))
        .check(CORE);
  }

  @ParameterizedTest
  @FieldSource("ENGINES")
  void enginesDoNotKnowEachOther(String engine) {
    String own = "dev.heddle.engine." + engine;
    noClasses()
        .that()
        .resideInAPackage(own)
        .should()
        .dependOnClassesThat(
            new DescribedPredicate<>("belong to another engine") {
              @Override
              public boolean test(JavaClass type) {
                return ENGINES.stream()
                    .map(other -> "dev.heddle.engine." + other)
                    .anyMatch(p -> !p.equals(own) && type.getPackageName().equals(p));
              }
            })
        .check(CORE);
  }

  @Test
  void enginesDoNotKnowServersAndClients() {
    noClasses()
        .that()
        .resideInAPackage("dev.heddle.engine..")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(Server.class, Client.class, DatagramServer.class, Engine.class)
        .check(CORE);
  }

  @Test
  void pollersKnowNoEngine() {
    noClasses()
        .that()
        .resideInAPackage("dev.heddle.poll..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.heddle.engine..")
        .allowEmptyShould(true)
        .check(CORE);
  }

  @Test
  void pollersDoNotKnowEachOther() {
    noClasses()
        .that()
        .resideInAPackage("dev.heddle.poll.nio..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.heddle.poll.uring..")
        .allowEmptyShould(true)
        .check(CORE);
    noClasses()
        .that()
        .resideInAPackage("dev.heddle.poll.uring..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.heddle.poll.nio..")
        .allowEmptyShould(true)
        .check(CORE);
  }

  @Test
  void coreNeedsNothingButTheJdk() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("dev.heddle..", "java..", "javax..", "jdk.jfr..", "org.jspecify..", "")
        .check(CORE);
  }

  @Test
  void nativeCallsAreMadeInOnePackageOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.heddle.poll.uring..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.lang.foreign..")
        .check(CORE);
  }

  private static DescribedPredicate<JavaClass> oursBut(String allowed) {
    return new DescribedPredicate<>("are ours, outside of " + allowed) {
      @Override
      public boolean test(JavaClass type) {
        return type.getPackageName().startsWith("dev.heddle")
            && !type.getPackageName().equals(allowed);
      }
    };
  }
}
