package dev.heddle;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// The arrows inside of core.
class ArchitectureTest {
  static final List<String> ENGINES =
      List.of("blocking", "threads", "virtual", "selector", "loops");
  static final List<String> POLLERS = List.of("nio", "epoll", "uring");

  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("heddle/fixtures"))
          .importPackages("dev.heddle");

  @Test
  void theTransportKnowsNothingOfOursButTheJdksInside() {
    noClasses()
        .that()
        .resideInAPackage("dev.heddle.transport")
        .should()
        .dependOnClassesThat(oursBut("dev.heddle.transport", "dev.heddle.jdk"))
        .check(CORE);
  }

  @ParameterizedTest
  @FieldSource("ENGINES")
  void enginesDoNotKnowEachOther(String engine) {
    noClasses()
        .that()
        .resideInAPackage("dev.heddle.engine." + engine)
        .should()
        .dependOnClassesThat(belongToAnotherOf("dev.heddle.engine.", ENGINES, engine))
        .check(CORE);
  }

  @Test
  void packagesHaveNoCircles() {
    slices().matching("(**)").should().beFreeOfCycles().check(CORE);
  }

  @Test
  void theApiKnowsNothingOfTheInside() {
    noClasses()
        .that()
        .resideInAPackage("dev.heddle")
        .should()
        .dependOnClassesThat(oursBut("dev.heddle", "dev.heddle.text"))
        .check(CORE);
  }

  @Test
  void connectionsDoNotKnowServersAndEngines() {
    noClasses()
        .that()
        .resideInAPackage("dev.heddle.connection")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.heddle.serving..", "dev.heddle.engine..", "dev.heddle.loop..")
        .check(CORE);
  }

  @Test
  void serversDoNotKnowWhichEnginesThereAre() {
    noClasses()
        .that()
        .resideInAPackage("dev.heddle.serving")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.heddle.engine..", "dev.heddle.loop..")
        .check(CORE);
  }

  @Test
  void pollersKnowNoEngine() {
    noClasses()
        .that()
        .resideInAPackage("dev.heddle.loop..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.heddle.engine..")
        .allowEmptyShould(true)
        .check(CORE);
  }

  @ParameterizedTest
  @FieldSource("POLLERS")
  void pollersDoNotKnowEachOther(String poller) {
    noClasses()
        .that()
        .resideInAPackage("dev.heddle.loop." + poller)
        .should()
        .dependOnClassesThat(belongToAnotherOf("dev.heddle.loop.", POLLERS, poller))
        .check(CORE);
  }

  @Test
  void theSystemsCallsKnowNoPoller() {
    noClasses()
        .that()
        .resideInAPackage("dev.heddle.loop.linux")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.heddle.loop",
            "dev.heddle.loop.nio",
            "dev.heddle.loop.uring",
            "dev.heddle.loop.epoll")
        .check(CORE);
  }

  @Test
  void coreNeedsNothingButTheJdkAndForRareKeysBouncyCastle() {
    classes()
        .that()
        .doNotHaveFullyQualifiedName("dev.heddle.keys.OtherPrivateKeys")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("dev.heddle..", "java..", "javax..", "jdk.jfr..", "org.jspecify..", "")
        .check(CORE);
  }

  @Test
  void nativeCallsAreMadeInOnePackageForEachLibrary() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.heddle.loop.linux", "dev.heddle.openssl")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(Linker.class, SymbolLookup.class)
        .check(CORE);
  }

  @Test
  void memoryOutsideOfTheHeapIsSharedWithTheKernelAndOpenSslOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "dev.heddle.loop.linux", "dev.heddle.loop.uring", "dev.heddle.openssl")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.lang.foreign..")
        .check(CORE);
  }

  private static DescribedPredicate<JavaClass> belongToAnotherOf(
      String parent, List<String> packages, String own) {
    return new DescribedPredicate<>("belong to another one's package") {
      @Override
      public boolean test(JavaClass type) {
        return packages.stream()
            .filter(other -> !other.equals(own))
            .anyMatch(other -> type.getPackageName().equals(parent + other));
      }
    };
  }

  private static DescribedPredicate<JavaClass> oursBut(String... allowed) {
    return new DescribedPredicate<>("are ours, outside of " + List.of(allowed)) {
      @Override
      public boolean test(JavaClass type) {
        return type.getPackageName().startsWith("dev.heddle")
            && !List.of(allowed).contains(type.getPackageName());
      }
    };
  }
}
