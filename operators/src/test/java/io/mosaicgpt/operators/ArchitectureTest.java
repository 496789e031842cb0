package io.mosaicgpt.operators;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.mosaicgpt.operators", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule OPERATORS_DO_NOT_KNOW_JOBS =
      noClasses().should().dependOnClassesThat().resideInAnyPackage("io.mosaicgpt.jobs..");

  /** Not in public signatures, and nowhere else either. */
  @ArchTest
  static final ArchRule OPERATORS_DO_NOT_KNOW_DJL =
      noClasses().should().dependOnClassesThat().resideInAnyPackage("ai.djl..");

  @ArchTest
  static final ArchRule THE_MODEL_IS_REACHED_THROUGH_ITS_ENGINE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.mosaicgpt.model.replica..",
              "io.mosaicgpt.model.engine.loop..",
              "io.mosaicgpt.model.kv..",
              "io.mosaicgpt.model.scheduler..");

  @ArchTest
  static final ArchRule ONLY_KAFKAS_PACKAGE_KNOWS_KAFKA =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.mosaicgpt.operators.kafka..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..", "org.apache.flink.connector.kafka..");

  @ArchTest
  static final ArchRule PACKAGES_FORM_NO_CIRCLES =
      slices().matching("io.mosaicgpt.operators.(*)..").should().beFreeOfCycles();

  @ArchTest static final ArchRule NOTHING_IS_PRINTED = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
}
