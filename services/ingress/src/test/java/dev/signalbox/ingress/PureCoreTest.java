package dev.signalbox.ingress;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The ingress's pure core: no framework, and no arrow that runs up. */
@AnalyzeClasses(
    packages = "dev.signalbox.ingress",
    importOptions = ImportOption.DoNotIncludeTests.class)
class PureCoreTest {
  private static final String INGRESS = "dev.signalbox.ingress.";

  @ArchTest
  static final ArchRule pricingIsPlain =
      classes()
          .that()
          .resideInAPackage(INGRESS + "pricing")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..", "org.jspecify..", "dev.signalbox.platform.money", INGRESS + "pricing");

  @ArchTest
  static final ArchRule poolIsPlainButForItsReader =
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
              INGRESS + "pool");

  @ArchTest
  static final ArchRule routingIsPlain =
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

  /**
   * The same input gives the same decision, whenever and wherever: that is what makes a replay
   * worth something.
   */
  @ArchTest
  static final ArchRule routingHasNoClockAndNoChance =
      noClasses()
          .that()
          .resideInAnyPackage(INGRESS + "routing", INGRESS + "pricing")
          .should()
          .dependOnClassesThat()
          .haveNameMatching(
              "java\\.(time\\.(Clock|Instant)|util\\.(Random.*|concurrent\\..*)|net\\..*|io\\..*|nio\\..*)");

  @ArchTest
  static final ArchRule picturesKnowNothingOfTheRest =
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
}
