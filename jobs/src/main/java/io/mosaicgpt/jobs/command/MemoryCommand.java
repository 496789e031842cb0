package io.mosaicgpt.jobs.command;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.cli.EngineLoading;
import io.mosaicgpt.jobs.cli.ModelFlags;
import io.mosaicgpt.jobs.cli.NativeCache;
import io.mosaicgpt.jobs.cli.Version;
import io.mosaicgpt.jobs.config.ModelSettings;
import io.mosaicgpt.jobs.config.ServingSettings;
import io.mosaicgpt.jobs.config.Settings;
import io.mosaicgpt.jobs.doctor.TaskManagerMemory;
import io.mosaicgpt.jobs.process.MachineMemory;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.engine.pool.ModelMemory;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a TaskManager's memory is divided for a model. */
@Command(
    name = "memory",
    description = {
      "Print the lines of Flink's config.yaml that give a TaskManager of a cluster the memory that a"
          + " model takes; exit code 2 if this machine, or the container that this runs in, has"
          + " less.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    modelTransformer = ModelFlags.class)
final class MemoryCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--text",
      description = "Refuse a model without a tokenizer, which takes and gives token ids alone.")
  private boolean text;

  @Override
  public Integer call() {
    Settings settings = ModelFlags.settings(spec);
    EngineSpec engine = ModelSettings.engine(settings);
    ServingSettings.seed(settings); // takes no memory, but may be mistyped
    if (text && EngineLoading.before(engine, model -> model.tokenizer().isEmpty())) {
      throw new BadInputException(
          "%s has no tokenizer.json, and so no text can be sent to it: put the one that it was trained with beside its weights."
              .formatted(engine.model()));
    }
    TaskManagerMemory memory = new TaskManagerMemory(ofModel(engine));
    memory.requireRoom(engine.model(), MachineMemory.now());
    PrintWriter out = spec.commandLine().getOut();
    out.printf("# %s: %s%n", engine.model(), memory.parts());
    memory
        .settings()
        .forEach((key, value) -> out.printf("taskmanager.memory.%s: %s%n", key, value));
    out.flush();
    return 0;
  }

  private static ModelMemory ofModel(EngineSpec engine) {
    NativeCache.prepare();
    try {
      return ModelMemory.of(engine);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(e.getMessage(), e);
    }
  }
}
