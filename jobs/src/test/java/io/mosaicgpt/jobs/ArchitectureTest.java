package io.mosaicgpt.jobs;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.implement;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.mosaicgpt.jobs.job.Ends;

/** Everything from {@code schemas} up, seen from the top: nothing looks upwards. */
@AnalyzeClasses(packages = "io.mosaicgpt", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule NOTHING_BELOW_KNOWS_JOBS =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.mosaicgpt.jobs..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.mosaicgpt.jobs..");

  @ArchTest
  static final ArchRule NOTHING_BELOW_OPERATORS_KNOWS_THEM =
      noClasses()
          .that()
          .resideInAnyPackage("io.mosaicgpt.schemas..", "io.mosaicgpt.model..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.mosaicgpt.operators..");

  @ArchTest
  static final ArchRule WHO_WATCHES_A_JOB_KNOWS_NO_SCREEN_AND_NO_DEMO =
      noClasses()
          .that()
          .resideInAPackage("io.mosaicgpt.jobs.watch..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.mosaicgpt.jobs.terminal..", "io.mosaicgpt.jobs.demo..");

  @ArchTest
  static final ArchRule THE_PIPELINE_KNOWS_NO_KIND_OF_ENDS =
      noClasses()
          .that()
          .resideInAPackage("io.mosaicgpt.jobs.pipeline..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.mosaicgpt.operators.kafka..",
              "io.mosaicgpt.operators.file..",
              "org.apache.kafka..",
              "org.apache.flink.connector.kafka..",
              "org.apache.flink.connector.file..");

  @ArchTest
  static final ArchRule THE_PIPELINE_ASKS_ENDS_AND_NOT_THEIR_KINDS =
      noClasses()
          .that()
          .resideInAPackage("io.mosaicgpt.jobs.pipeline..")
          .should()
          .dependOnClassesThat(implement(Ends.class));

  @ArchTest
  static final ArchRule JOBS_DO_NOT_KNOW_WHO_MEASURES_THEM =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.mosaicgpt.jobs.measure..", "io.mosaicgpt.jobs.command.bench..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.mosaicgpt.jobs.measure..");

  /** Avro's builder copies records within records only where the whole JVM trusts their package. */
  @ArchTest
  static final ArchRule RECORDS_ARE_COPIED_BY_THE_PROJECTS_MODEL =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.mosaicgpt.schemas..")
          .should()
          .callMethodWhere(
              JavaCall.Predicates.target(HasName.Predicates.name("newBuilder"))
                  .and(
                      JavaCall.Predicates.target(
                          HasOwner.Predicates.With.owner(
                              JavaClass.Predicates.resideInAPackage("io.mosaicgpt.schemas.."))))
                  .and(
                      DescribedPredicate.describe(
                          "copies a record",
                          call -> !call.getTarget().getRawParameterTypes().isEmpty())));

  @ArchTest
  static final ArchRule THE_PACKAGES_OF_JOBS_HAVE_AN_ORDER =
      slices().matching("io.mosaicgpt.jobs.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule NATIVE_CODE_IS_THE_MODELS_BUSINESS =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.mosaicgpt.model..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.djl..");
}
