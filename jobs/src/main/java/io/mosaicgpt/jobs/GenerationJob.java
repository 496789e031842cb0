package io.mosaicgpt.jobs;

import io.mosaicgpt.jobs.cli.JobArguments;
import io.mosaicgpt.jobs.config.EffectiveConfig;
import io.mosaicgpt.jobs.config.SettingGroups;
import io.mosaicgpt.jobs.config.Settings;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.pipeline.GenerationPipeline;
import org.apache.flink.client.program.ProgramParametrizationException;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The generation job for {@code flink run}, with the flags, environment and file of {@code
 * mosaicgpt run}. Where it runs and what it starts from are {@code flink run}'s business.
 */
public final class GenerationJob {
  private static final Logger LOG = LoggerFactory.getLogger(GenerationJob.class);

  private GenerationJob() {}

  /**
   * Builds the job and executes it in the environment that Flink provides.
   *
   * @throws ProgramParametrizationException when an argument cannot be used; Flink prints its
   *     sentence
   */
  public static void main(String[] arguments) throws Exception {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    GenerationPipeline pipeline;
    try {
      Settings settings = JobArguments.parse(arguments);
      EffectiveConfig.lines(settings, SettingGroups.RUN).forEach(LOG::info);
      pipeline = new GenerationPipeline(JobConfig.ofKafka(settings));
      pipeline.addTo(environment);
    } catch (BadInputException e) {
      throw new ProgramParametrizationException(e.getMessage());
    }
    environment.execute(pipeline.name());
  }
}
