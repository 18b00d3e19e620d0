package dev.signalbox.classifier;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The house order: api above model above features; training beside them, never in the service. */
class ArchitectureTest {
  private static final String BASE = "dev.signalbox.classifier.";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.signalbox.classifier");

  @Test
  void shouldKeepFrameworksOutOfTheCore() {
    noClasses()
        .that()
        .resideInAnyPackage(BASE + "features", BASE + "model", BASE + "training")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.quarkus..",
            "jakarta..",
            "io.grpc..",
            "io.smallrye..",
            "io.micrometer..",
            "org.eclipse.microprofile..",
            "dev.signalbox.contracts..",
            "org.apache.kafka..")
        .check(CLASSES);
  }

  @Test
  void shouldNeverPointUpwards() {
    noClasses()
        .that()
        .resideInAPackage(BASE + "features")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(BASE + "model", BASE + "training", BASE + "api", BASE + "outcomes")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(BASE + "model")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(BASE + "training", BASE + "api", BASE + "outcomes")
        .check(CLASSES);
  }

  @Test
  void shouldKnowNothingOfTheEdgeWhereOutcomesAreTaken() {
    noClasses()
        .that()
        .resideInAPackage(BASE + "outcomes")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(BASE + "api", "io.quarkus..", "jakarta..", "io.grpc..")
        .check(CLASSES);
  }

  @Test
  void shouldKeepTrainingOutOfTheService() {
    noClasses()
        .that()
        .resideInAnyPackage(BASE + "api", BASE + "outcomes")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(BASE + "training")
        .check(CLASSES);
  }
}
