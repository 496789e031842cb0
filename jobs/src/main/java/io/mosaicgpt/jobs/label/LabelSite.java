package io.mosaicgpt.jobs.label;

import io.mosaicgpt.jobs.cluster.RemoteCluster;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.Serving;
import io.mosaicgpt.jobs.job.TableEnds;
import io.mosaicgpt.model.engine.EngineStats;
import io.mosaicgpt.model.prompt.ServedModel;
import java.io.IOException;
import java.util.Optional;
import org.apache.flink.api.common.JobID;

/** Where the rows of a labelling are answered: in this process, or on a cluster. */
interface LabelSite extends AutoCloseable {
  /** What answers. Its tokenizer may be closed. */
  ServedModel model();

  /** How it answers there. */
  Serving serving();

  /** The cluster; empty for this process. */
  Optional<RemoteCluster> cluster();

  /** What the engine has done; empty where it is in other processes. */
  Optional<EngineStats> stats();

  /**
   * Starts a job.
   *
   * @param id under which a cluster knows it
   * @throws io.mosaicgpt.jobs.BadInputException when it cannot be started as it is
   */
  LabelTask start(JobConfig<TableEnds> config, JobID id) throws IOException, InterruptedException;

  @Override
  void close();
}
