package io.mosaicgpt.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.process.MachineMemory;
import io.mosaicgpt.model.engine.pool.ModelMemory;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.ReplicaDevice;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.junit.jupiter.api.Test;

class TaskManagerMemoryTest {
  private static final long MIB = 1 << 20;

  private static TaskManagerMemory on(ReplicaDevice device) {
    return new TaskManagerMemory(
        new ModelMemory(ElementType.BFLOAT16, device, 2000 * MIB, 6144 * MIB, 500 * MIB + 1));
  }

  @Test
  void flinkAgreesThatThePartsComeToTheProcess() {
    TaskManagerMemory memory = on(ReplicaDevice.CPU);
    Configuration flink = new Configuration();
    flink.setString("taskmanager.cpu.cores", "1");
    memory.settings().forEach((key, value) -> flink.setString("taskmanager.memory." + key, value));

    TaskExecutorProcessSpec process = TaskExecutorProcessUtils.processSpecFromConfig(flink);

    assertThat(memory.megabytes()).isEqualTo(2000 + 6144 + 501 + 1344);
    assertThat(process.getTotalProcessMemorySize().getMebiBytes()).isEqualTo(9989);
    assertThat(process.getTaskOffHeapSize().getMebiBytes()).isEqualTo(8645);
    assertThat(process.getTaskHeapSize().getMebiBytes()).isEqualTo(512);
  }

  @Test
  void weightsOnAGpuTakeNothingOfTheProcess() {
    assertThat(on(ReplicaDevice.cuda(0)).megabytes()).isEqualTo(501 + 1344);
  }

  @Test
  void tooLittleIsOneSentenceThatSaysWhatTakesHowMuch() {
    TaskManagerMemory memory = on(ReplicaDevice.CPU);

    assertThatCode(() -> memory.requireRoom("m", new MachineMemory(9989 * MIB, 20_000 * MIB)))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () -> memory.requireRoom("/models/m", new MachineMemory(1344 * MIB, 1344 * MIB)))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "A TaskManager with the model /models/m takes 10.5 GB (2097 MB of weights in bfloat16,"
                + " at most 6442 MB of KV cache, 524 MB to compute, 1409 MB for Flink and Java), and"
                + " this machine or container has 1409 MB: give it more, or lower --max-num-seqs,"
                + " --max-model-len or --max-kv-memory.");
    assertThatThrownBy(() -> memory.requireRoom("m", new MachineMemory(8 * MIB, 9 * MIB)))
        .hasMessageEndingWith("this machine or container has 9 MB: give it more.");
    assertThatThrownBy(() -> memory.requireRoom("m", new MachineMemory(9988 * MIB, 20_000 * MIB)))
        .hasMessageContaining("of the machine's 21.0 GB only 10.5 GB are available");
  }
}
