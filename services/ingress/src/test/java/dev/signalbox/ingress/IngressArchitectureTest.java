package dev.signalbox.ingress;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** No arrow runs up. */
class IngressArchitectureTest {
  private static final String INGRESS = "dev.signalbox.ingress.";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.signalbox.ingress");

  @Test
  void shouldOnlyDependDownwards() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("assembly")
        .definedBy(INGRESS + "assembly")
        .layer("edges")
        .definedBy(INGRESS + "api", INGRESS + "batch", INGRESS + "telemetry", INGRESS + "warmup")
        .layer("flow")
        .definedBy(INGRESS + "flow")
        .layer("steps")
        .definedBy(
            INGRESS + "admission",
            INGRESS + "classify",
            INGRESS + "conversation",
            INGRESS + "parity",
            INGRESS + "promptlog",
            INGRESS + "standing",
            INGRESS + "settlement")
        .layer("dispatch")
        .definedBy(INGRESS + "dispatch", INGRESS + "tokens")
        .layer("clients")
        .definedBy(
            INGRESS + "upstream",
            INGRESS + "events",
            INGRESS + "keys",
            INGRESS + "peer",
            INGRESS + "cluster")
        .layer("core")
        .definedBy(
            INGRESS + "routing",
            INGRESS + "pool",
            INGRESS + "pricing",
            INGRESS + "budget",
            INGRESS + "fleet",
            INGRESS + "picture",
            INGRESS + "dialect",
            INGRESS + "replay",
            INGRESS + "check",
            INGRESS + "chat")
        .layer("commands")
        .definedBy(INGRESS + "whatif")
        .whereLayer("assembly")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("commands")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("edges")
        .mayOnlyBeAccessedByLayers("assembly")
        .whereLayer("flow")
        .mayOnlyBeAccessedByLayers("assembly", "edges")
        .whereLayer("steps")
        .mayOnlyBeAccessedByLayers("assembly", "edges", "flow")
        .whereLayer("dispatch")
        .mayOnlyBeAccessedByLayers("assembly", "edges", "flow", "steps")
        .whereLayer("clients")
        .mayOnlyBeAccessedByLayers("assembly", "edges", "flow", "steps", "dispatch")
        .check(CLASSES);
  }

  @Test
  void shouldKeepTheWireFormatPlain() {
    classes()
        .that()
        .resideInAPackage(INGRESS + "chat")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.jspecify..",
            "com.fasterxml.jackson.core..",
            "dev.signalbox.platform.problem",
            "dev.signalbox.ingress",
            INGRESS + "chat")
        .check(CLASSES);
  }

  @Test
  void shouldKeepDialectsPlain() {
    classes()
        .that()
        .resideInAPackage(INGRESS + "dialect")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.jspecify..",
            "com.fasterxml.jackson..",
            "dev.signalbox.platform.problem",
            "dev.signalbox.ingress",
            INGRESS + "chat",
            INGRESS + "dialect")
        .check(CLASSES);
  }

  @Test
  void shouldKeepReplayPlain() {
    classes()
        .that()
        .resideInAPackage(INGRESS + "replay")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "org.jspecify..", INGRESS + "replay")
        .check(CLASSES);
  }

  @Test
  void shouldKeepChecksOfAnswersPlain() {
    classes()
        .that()
        .resideInAPackage(INGRESS + "check")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.jspecify..",
            "com.fasterxml.jackson..",
            INGRESS + "chat",
            INGRESS + "pool",
            INGRESS + "check")
        .check(CLASSES);
  }

  @Test
  void shouldKeepTheChoiceOfAWorkerPlain() {
    classes()
        .that()
        .resideInAPackage(INGRESS + "fleet")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "org.jspecify..", INGRESS + "chat", INGRESS + "fleet")
        .check(CLASSES);
  }

  @Test
  void shouldKeepKeysPlain() {
    classes()
        .that()
        .resideInAPackage(INGRESS + "keys")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.jspecify..",
            "com.fasterxml.jackson..",
            INGRESS + "watch",
            INGRESS + "keys")
        .check(CLASSES);
  }
}
