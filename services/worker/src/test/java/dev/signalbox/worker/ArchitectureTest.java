package dev.signalbox.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final ArchRule arrowsPointDown =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("edges")
          .definedBy(
              "dev.signalbox.worker.api..",
              "dev.signalbox.worker.jobs..",
              "dev.signalbox.worker.cli..")
          .layer("library")
          .definedBy("dev.signalbox.worker.library..", "dev.signalbox.worker.openai..")
          .layer("serving")
          .definedBy("dev.signalbox.worker.serving..")
          .layer("engine")
          .definedBy("dev.signalbox.worker.engine..")
          .layer("base")
          .definedBy(
              "dev.signalbox.worker.program..",
              "dev.signalbox.worker.cache..",
              "dev.signalbox.worker.checkpoint..",
              "dev.signalbox.worker.constraint..",
              "dev.signalbox.worker.prompt..")
          .layer("preprocess")
          .definedBy("dev.signalbox.worker.preprocess..")
          .whereLayer("edges")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("library")
          .mayOnlyBeAccessedByLayers("edges")
          .whereLayer("serving")
          .mayOnlyBeAccessedByLayers("edges", "library")
          .whereLayer("engine")
          .mayOnlyBeAccessedByLayers("edges", "library", "serving")
          .whereLayer("base")
          .mayOnlyBeAccessedByLayers("edges", "library", "serving", "engine");

  private static final ArchRule preprocessingIsPlainJava =
      noClasses()
          .that()
          .resideInAPackage("dev.signalbox.worker.preprocess..")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages(
              "java..",
              "javax.imageio..",
              "org.w3c.dom..",
              "org.jspecify..",
              "com.twelvemonkeys.imageio.plugins.webp..",
              "dev.signalbox.worker.preprocess..");

  /**
   * Its readers' native code can stop the process (ADR 0199); only the standard's tables are taken.
   */
  private static final ArchRule jpegsAreNotDecodedByTheJdk =
      noClasses()
          .that()
          .resideInAPackage("dev.signalbox.worker.preprocess.jpeg..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "javax.imageio",
              "javax.imageio.spi..",
              "javax.imageio.stream..",
              "java.awt..",
              "com.twelvemonkeys..");

  private static final ArchRule theCoreKnowsNoFramework =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.signalbox.worker.checkpoint..",
              "dev.signalbox.worker.program..",
              "dev.signalbox.worker.cache..",
              "dev.signalbox.worker.constraint..",
              "dev.signalbox.worker.prompt.jinja..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "ai.djl..", "io.quarkus..", "jakarta..", "io.micrometer..", "io.grpc..");

  private static final ArchRule onlyTheEdgeKnowsQuarkus =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.signalbox.worker.api..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.quarkus..", "jakarta..", "io.micrometer..", "io.grpc..", "io.smallrye..");

  private static final JavaClasses WORKER =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.signalbox.worker");

  @Test
  void shouldLetArrowsPointDown() {
    arrowsPointDown.check(WORKER);
  }

  @Test
  void shouldKeepPreprocessingPlainJava() {
    preprocessingIsPlainJava.check(WORKER);
  }

  @Test
  void shouldNotAskTheJdkForJpegs() {
    jpegsAreNotDecodedByTheJdk.check(WORKER);
  }

  @Test
  void shouldKeepTheCoreFreeOfFrameworks() {
    theCoreKnowsNoFramework.check(WORKER);
  }

  @Test
  void shouldLetOnlyTheEdgeKnowQuarkus() {
    onlyTheEdgeKnowsQuarkus.check(WORKER);
  }
}
