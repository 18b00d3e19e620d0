package dev.signalbox.ingress;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** The ingress's pure core: no framework, and no arrow that runs up. */
class PureCoreTest {
  private static final String INGRESS = "dev.signalbox.ingress.";

  /** Plain JUnit tests: ArchUnit's own engine runs nothing under Surefire's {@code -Dtest=}. */
  private static final JavaClasses INGRESS_CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.signalbox.ingress");

  @Test
  void shouldKeepPricingPlain() {
    ArchRule rule =
        classes()
            .that()
            .resideInAPackage(INGRESS + "pricing")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                "java..", "org.jspecify..", "dev.signalbox.platform.money", INGRESS + "pricing");

    rule.check(INGRESS_CLASSES);
  }

  @Test
  void shouldKeepBudgetsPlain() {
    ArchRule rule =
        classes()
            .that()
            .resideInAPackage(INGRESS + "budget")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                "java..", "org.jspecify..", "dev.signalbox.platform.money", INGRESS + "budget");

    rule.check(INGRESS_CLASSES);
  }

  @Test
  void shouldKeepThePoolPlainButForItsReader() {
    ArchRule rule =
        classes()
            .that()
            .resideInAPackage(INGRESS + "pool")
            .and()
            .doNotHaveSimpleName("YamlText")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                "java..",
                "org.jspecify..",
                "dev.signalbox.platform.money",
                INGRESS + "pricing",
                INGRESS + "watch",
                INGRESS + "pool");

    rule.check(INGRESS_CLASSES);
  }

  @Test
  void shouldKeepWatchedFilesPlain() {
    ArchRule rule =
        classes()
            .that()
            .resideInAPackage(INGRESS + "watch")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", INGRESS + "watch");

    rule.check(INGRESS_CLASSES);
  }

  @Test
  void shouldKeepRoutingPlain() {
    ArchRule rule =
        classes()
            .that()
            .resideInAPackage(INGRESS + "routing")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                "java..",
                "org.jspecify..",
                "dev.signalbox.platform.money",
                INGRESS + "pricing",
                INGRESS + "pool",
                INGRESS + "routing");

    rule.check(INGRESS_CLASSES);
  }

  /**
   * The same input gives the same decision, whenever and wherever: that is what makes a replay
   * worth something.
   */
  @Test
  void shouldKeepClockAndChanceOutOfRouting() {
    ArchRule rule =
        noClasses()
            .that()
            .resideInAnyPackage(INGRESS + "routing", INGRESS + "pricing")
            .should()
            .dependOnClassesThat()
            .haveNameMatching(
                "java\\.(time\\.(Clock|Instant)|util\\.(Random.*|concurrent\\..*)|net\\..*|io\\..*|nio\\..*)");

    rule.check(INGRESS_CLASSES);
  }

  @Test
  void shouldKeepPicturesFromKnowingTheRest() {
    ArchRule rule =
        noClasses()
            .that()
            .resideInAPackage(INGRESS + "picture")
            .should()
            .dependOnClassesThat(
                com.tngtech.archunit.base.DescribedPredicate.describe(
                    "of another package of the ingress",
                    type ->
                        type.getPackageName().startsWith(INGRESS)
                            && !type.getPackageName().equals(INGRESS + "picture")));

    rule.check(INGRESS_CLASSES);
  }
}
