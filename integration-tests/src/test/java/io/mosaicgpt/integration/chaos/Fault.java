package io.mosaicgpt.integration.chaos;

import io.mosaicgpt.integration.agent.EngineFaults;
import io.mosaicgpt.integration.process.ChildProcess;
import io.mosaicgpt.integration.process.FlinkConfig;
import io.mosaicgpt.integration.process.FlinkProcesses;
import io.mosaicgpt.integration.process.KafkaNodes;
import java.time.Duration;

/**
 * What can go wrong under a stream. A strike does the damage and what an operator would do then.
 */
enum Fault {
  /** A machine is gone, and another one takes its place. */
  TASK_MANAGER_KILLED("kill -9 of a TaskManager", false) {
    @Override
    void strike(ChaosRun run) throws Exception {
      FlinkProcesses flink = run.ground().flink();
      flink.killTaskManager(flink.busyTaskManager(run.random()));
      flink.startTaskManager();
    }
  },

  /** The JobManager is gone; the next one finds the job in ZooKeeper. */
  JOB_MANAGER_KILLED("kill -9 of the JobManager", true) {
    @Override
    void strike(ChaosRun run) throws Exception {
      run.ground().flink().killJobManager();
      run.ground().flink().startJobManager();
    }
  },

  /** Stopped and started again with more subtasks, then with fewer. */
  RESCALED("stop-with-savepoint, 1 → 3 → 2 subtasks", true) {
    @Override
    void strike(ChaosRun run) throws Exception {
      run.submit(1, run.stopWithSavepoint());
      run.sendBatch();
      run.awaitProgress();
      run.submit(3, run.stopWithSavepoint());
      run.sendBatch();
      run.awaitProgress();
      run.submit(2, run.stopWithSavepoint());
    }
  },

  /** Cancelled in mid-sentence, and started from the checkpoint that it left. */
  CANCELLED("cancel, restore from the last checkpoint", true) {
    @Override
    void strike(ChaosRun run) throws Exception {
      run.submit(2, run.cancel());
    }
  },

  /** A broker is gone, and comes back with the data that it had written. */
  BROKER_KILLED("kill -9 of a broker, back after 3 s", false) {
    @Override
    void strike(ChaosRun run) throws Exception {
      KafkaNodes kafka = run.ground().kafka();
      int node = run.random().nextInt(kafka.count());
      kafka.kill(node);
      Thread.sleep(3_000);
      kafka.restart(node);
    }
  },

  /** Connections stay open, nobody answers, and open transactions run out. */
  BROKERS_SILENT("SIGSTOP of all brokers past the transaction timeout", false) {
    @Override
    void strike(ChaosRun run) throws Exception {
      KafkaNodes kafka = run.ground().kafka();
      kafka.freezeAll();
      Thread.sleep(run.plan().transactionTimeout().plus(MARGIN).toMillis());
      kafka.thawAll();
    }
  },

  /** A checkpoint is complete, and its transaction runs out before it is committed. */
  TRANSACTION_EXPIRED("a commit delayed past the transaction timeout", false) {
    @Override
    void strike(ChaosRun run) throws Exception {
      run.holdCommit(run.plan().transactionTimeout().plus(MARGIN));
    }
  },

  /** A machine says nothing for so long that its tasks go on elsewhere, and then awakes. */
  TASK_MANAGER_SILENT("SIGSTOP of a TaskManager past its heartbeat", false) {
    @Override
    void strike(ChaosRun run) throws Exception {
      ChildProcess taskManager = run.ground().flink().busyTaskManager(run.random());
      taskManager.freeze();
      Thread.sleep(FlinkConfig.HEARTBEAT_TIMEOUT.plus(MARGIN).toMillis());
      taskManager.thaw();
    }
  },

  /** PyTorch throws in a step. */
  ENGINE_ERROR("PyTorch error in a step", false) {
    @Override
    void strike(ChaosRun run) throws Exception {
      run.breakEngine(EngineFaults.Kind.ERROR);
    }
  },

  /** PyTorch throws in every step, until the model is loaded anew. */
  ENGINE_BROKEN("PyTorch errors in all steps of an engine", false) {
    @Override
    void strike(ChaosRun run) throws Exception {
      run.breakEngine(EngineFaults.Kind.ERRORS);
    }
  },

  /** PyTorch throws whenever it computes certain requests. */
  LETHAL_REQUESTS("three requests that PyTorch fails on each time", false) {
    @Override
    void strike(ChaosRun run) throws Exception {
      for (int i = 0; i < 3; i++) {
        run.sendLethal();
      }
    }
  },

  /** PyTorch gets no memory in a step. */
  ENGINE_OUT_OF_MEMORY("native out-of-memory in a step", false) {
    @Override
    void strike(ChaosRun run) throws Exception {
      run.breakEngine(EngineFaults.Kind.OUT_OF_MEMORY);
    }
  },

  /** No checkpoint can be written, for longer than the job tolerates. */
  CHECKPOINT_DISK_FULL("full disk under the checkpoints for 12 s", false) {
    @Override
    void strike(ChaosRun run) throws Exception {
      run.checkpointDisk().fill();
      Thread.sleep(12_000);
      run.checkpointDisk().clear();
    }
  };

  private static final Duration MARGIN = Duration.ofSeconds(5);

  private final String title;
  private final boolean fresh;

  Fault(String title, boolean fresh) {
    this.title = title;
    this.fresh = fresh;
  }

  /** Does the damage, and returns when nothing outside of the job is broken any more. */
  abstract void strike(ChaosRun run) throws Exception;

  /** Whether Flink forgets after it how often it has restarted the job. */
  boolean leavesAFreshJob() {
    return fresh;
  }

  @Override
  public String toString() {
    return title;
  }
}
