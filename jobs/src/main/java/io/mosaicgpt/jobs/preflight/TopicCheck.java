package io.mosaicgpt.jobs.preflight;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.KafkaEnds;
import java.util.function.Consumer;

/** One thing about a topic that would fail the job later, or lose records. */
interface TopicCheck {
  /**
   * Checks a topic.
   *
   * @param warnings takes a sentence about what works, but not as one may think
   * @throws BadInputException when the job could not work with the topic
   */
  void check(JobTopic topic, JobConfig<KafkaEnds> config, Consumer<String> warnings);
}
