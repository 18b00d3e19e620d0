package dev.signalbox.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "dev.signalbox.worker",
    importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {
  @ArchTest
  static final ArchRule arrowsPointDown =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("edges")
          .definedBy("dev.signalbox.worker.api..", "dev.signalbox.worker.cli..")
          .layer("library")
          .definedBy("dev.signalbox.worker.library..")
          .layer("serving")
          .definedBy("dev.signalbox.worker.serving..")
          .layer("engine")
          .definedBy("dev.signalbox.worker.engine..")
          .layer("base")
          .definedBy(
              "dev.signalbox.worker.program..",
              "dev.signalbox.worker.cache..",
              "dev.signalbox.worker.checkpoint..",
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

  @ArchTest
  static final ArchRule preprocessingIsPlainJava =
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

  @ArchTest
  static final ArchRule theCoreKnowsNoFramework =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.signalbox.worker.checkpoint..",
              "dev.signalbox.worker.program..",
              "dev.signalbox.worker.cache..",
              "dev.signalbox.worker.prompt.jinja..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "ai.djl..", "io.quarkus..", "jakarta..", "io.micrometer..", "io.grpc..");

  @ArchTest
  static final ArchRule onlyTheEdgeKnowsQuarkus =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.signalbox.worker.api..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.quarkus..", "jakarta..", "io.micrometer..", "io.grpc..", "io.smallrye..");
}
