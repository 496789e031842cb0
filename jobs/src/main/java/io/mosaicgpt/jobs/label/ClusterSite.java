package io.mosaicgpt.jobs.label;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.cli.Distribution;
import io.mosaicgpt.jobs.cli.EngineLoading;
import io.mosaicgpt.jobs.cluster.RemoteCluster;
import io.mosaicgpt.jobs.job.JobConfig;
import io.mosaicgpt.jobs.job.Serving;
import io.mosaicgpt.jobs.job.TableEnds;
import io.mosaicgpt.model.engine.EngineStats;
import io.mosaicgpt.model.prompt.ServedModel;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobID;

/**
 * A cluster that is there already. Of the model no more is read here than what says which it is;
 * its weights are loaded there.
 */
final class ClusterSite implements LabelSite {
  /** TaskManagers that were just started need a few seconds to register. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Serving serving;
  private final ServedModel model;
  private final RemoteCluster cluster;
  private final boolean checked;
  private final Consumer<String> say;

  private ClusterSite(
      Serving serving,
      ServedModel model,
      RemoteCluster cluster,
      boolean checked,
      Consumer<String> say) {
    this.serving = requireNonNull(serving, "serving is null");
    this.model = requireNonNull(model, "model is null");
    this.cluster = requireNonNull(cluster, "cluster is null");
    this.checked = checked;
    this.say = requireNonNull(say, "say is null");
  }

  /**
   * Looks at the model.
   *
   * @param checked whether free slots are looked for before a job is submitted
   */
  static ClusterSite open(
      Serving serving, RemoteCluster cluster, boolean checked, Consumer<String> say) {
    return EngineLoading.elsewhere(
        serving.engine().absolute(), // other machines have other working directories
        outline ->
            new ClusterSite(serving.with(outline.spec()), outline.model(), cluster, checked, say));
  }

  @Override
  public ServedModel model() {
    return model;
  }

  @Override
  public Serving serving() {
    return serving;
  }

  @Override
  public Optional<RemoteCluster> cluster() {
    return Optional.of(cluster);
  }

  @Override
  public Optional<EngineStats> stats() {
    return Optional.empty();
  }

  @Override
  public LabelTask start(JobConfig<TableEnds> config, JobID id)
      throws IOException, InterruptedException {
    if (checked) {
      cluster.slots().require(serving.parallelism(), PATIENCE, say);
    }
    cluster.submit(config, Distribution.jobJars(), id);
    say.accept("Job %s is accepted by the cluster at %s.".formatted(id, cluster));
    return new ClusterTask(cluster, id, say);
  }

  /** There is nothing to put away. */
  @Override
  public void close() {}
}
