package io.mosaicgpt.model.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.ChildJvm;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.engine.pool.EngineRegistry;
import io.mosaicgpt.model.generation.GenerationEvent;
import io.mosaicgpt.model.sampling.SamplingParams;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that is told to end while its engine computes. */
class ExitITCase {
  private static final String COMPUTING = "computing";
  private static final int SIGTERM_STATUS = 128 + 15;
  private static final int TIMEOUT_SECONDS = 60;

  @TempDir private Path directory;

  @ParameterizedTest(name = "and a hook closes its engine: {0}")
  @ValueSource(booleans = {false, true})
  void endsByTheSignalAndNotInNativeCode(boolean closing) throws Exception {
    Path output = directory.resolve("output");
    Process process =
        ChildJvm.of(
                List.of(
                    "-Xmx512m",
                    "-XX:ErrorFile=" + directory.resolve("hs_err"),
                    "-D" + EngineRegistry.LINGER_PROPERTY + "=0"),
                ExitITCase.class,
                String.valueOf(closing))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      awaitComputing(process, output);
      process.destroy();

      assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).as("it ends").isTrue();
      assertThat(process.exitValue()).as(Files.readString(output)).isEqualTo(SIGTERM_STATUS);
      assertThat(directory.resolve("hs_err")).doesNotExist();
      assertThat(output).content().endsWith(COMPUTING + System.lineSeparator());
    } finally {
      process.destroyForcibly();
    }
  }

  private static void awaitComputing(Process process, Path output) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (!Files.readString(output).contains(COMPUTING)) {
      assertThat(process.isAlive()).as(Files.readString(output)).isTrue();
      assertThat(System.nanoTime()).as("time until it computes").isLessThan(deadline);
      Thread.sleep(10);
    }
  }

  /**
   * Computes for ever, and puts the engine away when it is told to end, as a cancelled job does.
   */
  public static void main(String[] args) throws InterruptedException {
    InferenceEngine engine =
        EngineRegistry.acquire(
            new EngineSpec(EngineSpec.EMBEDDED, "float32", "cpu", 16, 512, 0, 0, ""));
    if (Boolean.parseBoolean(args[0])) {
      Runtime.getRuntime().addShutdownHook(new Thread(engine::close));
    }
    Endless requests = new Endless();
    requests.session = engine.open(requests);
    for (int key = 0; key < engine.setup().maxNumSeqs(); key++) {
      requests.submit(key);
    }
    Thread.sleep(Long.MAX_VALUE);
  }

  /** Asks again when an answer has come. */
  private static final class Endless implements GenerationEvent.Listener {
    private volatile InferenceEngine.Session session;
    private boolean computes;

    void submit(long key) {
      SamplingParams sampling =
          SamplingParams.builder().maxTokens(200).ignoreEos(true).temperature(1).build();
      session.submit(Requests.request(key, sampling, 1, 2, 3));
    }

    @Override
    public void onEvents(List<GenerationEvent> events) {
      if (!computes) {
        computes = true;
        System.out.println(COMPUTING);
      }
      for (GenerationEvent event : events) {
        if (event instanceof GenerationEvent.Finished) {
          submit(event.key());
        }
      }
    }

    @Override
    public void onFailure(Throwable cause) {
      System.out.println("failed: " + cause);
    }
  }
}
