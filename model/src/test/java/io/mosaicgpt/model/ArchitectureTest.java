package io.mosaicgpt.model;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.mosaicgpt.model.constraint.TokenMask;

@AnalyzeClasses(packages = "io.mosaicgpt.model", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule THE_MODEL_KNOWS_NOTHING_OF_STREAMS_AND_RECORDS =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.flink..",
              "org.apache.kafka..",
              "org.apache.avro..",
              "io.mosaicgpt.schemas..",
              "io.mosaicgpt.operators..",
              "io.mosaicgpt.jobs..");

  @ArchTest
  static final ArchRule DJL_STAYS_BEHIND_THE_REPLICA_TRAINING_AND_THE_TOKENIZER =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.mosaicgpt.model.replica..",
              "io.mosaicgpt.model.probe..",
              "io.mosaicgpt.model.training..",
              "io.mosaicgpt.model.tokenizer..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.djl..");

  @ArchTest
  static final ArchRule WHAT_A_STEP_COMPUTES_IS_DECIDED_WITHOUT_A_REPLICA =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.mosaicgpt.model.scheduler..",
              "io.mosaicgpt.model.kv..",
              "io.mosaicgpt.model.constraint..",
              "io.mosaicgpt.model.sampling..",
              "io.mosaicgpt.model.generation..",
              "io.mosaicgpt.model.prompt..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.mosaicgpt.model.replica..", "io.mosaicgpt.model.engine..");

  @ArchTest
  static final ArchRule THE_LOOP_SEES_A_STEP_AND_NOT_WHO_COMPUTES_IT =
      noClasses()
          .that()
          .resideInAnyPackage("io.mosaicgpt.model.engine.loop..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.mosaicgpt.model.replica",
              "io.mosaicgpt.model.replica.cpu..",
              "io.mosaicgpt.model.replica.gpu..",
              "io.mosaicgpt.model.replica.module..",
              "io.mosaicgpt.model.engine.pool..");

  @ArchTest
  static final ArchRule CALLERS_SEE_NEITHER_LOOP_NOR_POOL =
      noClasses()
          .that()
          .resideInAnyPackage("io.mosaicgpt.model.engine", "io.mosaicgpt.model.client..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.mosaicgpt.model.engine.loop..", "io.mosaicgpt.model.engine.pool..");

  @ArchTest
  static final ArchRule SAMPLING_KNOWS_WHAT_IS_ALLOWED_AND_NOT_WHY =
      noClasses()
          .that()
          .resideInAPackage("io.mosaicgpt.model.sampling..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.mosaicgpt.model.constraint..").and(not(type(TokenMask.class))));

  @ArchTest
  static final ArchRule DATA_IS_READ_WITHOUT_A_MODEL =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.mosaicgpt.model.corpus..", "io.mosaicgpt.model.tokenizer.training..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.mosaicgpt.model.prompt..",
              "io.mosaicgpt.model.training..",
              "io.mosaicgpt.model.replica..",
              "io.mosaicgpt.model.engine..");

  @ArchTest
  static final ArchRule RECORDS_ARE_MADE_WITHOUT_WHO_LEARNS_FROM_THEM =
      noClasses()
          .that()
          .resideInAPackage("io.mosaicgpt.model.training.data..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.mosaicgpt.model.training",
              "io.mosaicgpt.model.replica..",
              "io.mosaicgpt.model.engine..");

  @ArchTest
  static final ArchRule SERVING_KNOWS_NOTHING_OF_TRAINING =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.mosaicgpt.model.training..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.mosaicgpt.model.training..");

  @ArchTest
  static final ArchRule NOBODY_IN_SERVING_OR_TRAINING_EVALUATES =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.mosaicgpt.model.evaluation..",
              "io.mosaicgpt.model.training.report..",
              "io.mosaicgpt.model.page..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.mosaicgpt.model.evaluation..");

  @ArchTest
  static final ArchRule EVALUATION_ASKS_AS_ANY_CALLER_DOES =
      noClasses()
          .that()
          .resideInAPackage("io.mosaicgpt.model.evaluation..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.mosaicgpt.model.engine.loop..",
              "io.mosaicgpt.model.engine.pool..",
              "io.mosaicgpt.model.replica..",
              "io.mosaicgpt.model.training..");

  @ArchTest
  static final ArchRule TRAINING_USES_WEIGHTS_AND_THE_WAY_INTO_PYTORCH_ALONE =
      noClasses()
          .that()
          .resideInAPackage("io.mosaicgpt.model.training")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.mosaicgpt.model..")
                  .and(
                      not(
                          resideInAnyPackage(
                              "io.mosaicgpt.model.training..",
                              "io.mosaicgpt.model.checkpoint..",
                              "io.mosaicgpt.model.forward..",
                              "io.mosaicgpt.model.replica.module.."))));

  @ArchTest
  static final ArchRule PACKAGES_FORM_NO_CIRCLES =
      slices().matching("io.mosaicgpt.model.(**)").should().beFreeOfCycles();

  @ArchTest static final ArchRule NOTHING_IS_PRINTED = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
}
