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
  static final ArchRule ONLY_FILES_PACKAGE_KNOWS_FILES =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.mosaicgpt.operators.file..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.flink.connector.file..",
              "org.apache.flink.streaming.api.functions.sink.filesystem..");

  /** A job may read the one and write the other; neither end needs to know. */
  @ArchTest
  static final ArchRule KAFKA_DOES_NOT_KNOW_FILES =
      noClasses()
          .that()
          .resideInAPackage("io.mosaicgpt.operators.kafka..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.mosaicgpt.operators.file..");

  @ArchTest
  static final ArchRule FILES_DO_NOT_KNOW_KAFKA =
      noClasses()
          .that()
          .resideInAPackage("io.mosaicgpt.operators.file..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.mosaicgpt.operators.kafka..");

  @ArchTest
  static final ArchRule PACKAGES_FORM_NO_CIRCLES =
      slices().matching("io.mosaicgpt.operators.(**)").should().beFreeOfCycles();

  @ArchTest static final ArchRule NOTHING_IS_PRINTED = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
}
