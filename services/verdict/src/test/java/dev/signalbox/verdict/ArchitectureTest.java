package dev.signalbox.verdict;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.signalbox.verdict");
  }

  @Test
  void shouldKeepStatisticsToJavaAlone() {
    noClasses()
        .that()
        .resideInAPackage("..verdict.stats..")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages("java..", "dev.signalbox.verdict.stats..", "org.jspecify..")
        .check(classes);
  }

  @Test
  void shouldLetNoArrowRunUp() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("console")
        .definedBy("..verdict.console..")
        .layer("api")
        .definedBy("..verdict.api..")
        .layer("events")
        .definedBy("..verdict.events..")
        .layer("capabilities")
        .definedBy(
            "..verdict.decision..",
            "..verdict.savings..",
            "..verdict.vote..",
            "..verdict.budget..",
            "..verdict.access..")
        .whereLayer("console")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("api")
        .mayOnlyBeAccessedByLayers("console")
        .whereLayer("events")
        .mayNotBeAccessedByAnyLayer()
        .check(classes);
  }

  @Test
  void shouldHaveNoCycles() {
    slices().matching("dev.signalbox.verdict.(*)..").should().beFreeOfCycles().check(classes);
  }

  @Test
  void shouldNeverWaitForAUni() {
    noClasses().should().callMethod(Uni.class, "await").check(classes);
  }
}
