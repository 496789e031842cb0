package io.mosaicgpt.jobs.doctor;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.model.client.Answer;
import io.mosaicgpt.model.client.InferenceClient;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.engine.InferenceEngine;
import io.mosaicgpt.model.engine.pool.EngineRegistry;
import io.mosaicgpt.model.forward.ElementType;
import io.mosaicgpt.model.forward.ReplicaDevice;
import io.mosaicgpt.model.prompt.PromptEncoder;
import io.mosaicgpt.model.prompt.PromptInput;
import io.mosaicgpt.model.replica.Replicas;
import io.mosaicgpt.model.replica.module.LinearKernel;
import io.mosaicgpt.model.sampling.SamplingParams;
import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Loads the native libraries and the small model inside the jar, and generates with it; then tells
 * which kernel computes the linears of each element type.
 */
final class EngineCheck implements Check {
  private static final String TEXT = "Grüße, 你好 and good day!";
  private static final int TOKENS = 4;

  private final Path natives;

  /** Checks the engine whose libraries are unpacked there. */
  EngineCheck(Path natives) {
    this.natives = requireNonNull(natives, "natives is null");
  }

  @Override
  public List<Finding> look() {
    List<Finding> findings = new ArrayList<>();
    long start = System.nanoTime();
    EngineSpec spec = new EngineSpec(EngineSpec.EMBEDDED, "float32", "cpu", 1, 64, 0, 0, "");
    try (InferenceEngine engine = EngineRegistry.acquire(spec)) {
      findings.add(forward(engine, start));
      findings.add(tokenizer(engine));
      for (ElementType type : ElementType.values()) {
        findings.add(kernel(type, () -> Replicas.linears(ReplicaDevice.CPU, type)));
      }
      findings.add(auto(Replicas.hasBfloat16(ReplicaDevice.CPU)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      findings.add(broken(e));
    } catch (RuntimeException | LinkageError e) {
      // A native library that does not load is an Error, and exactly what is looked for here.
      findings.add(broken(e));
    }
    return findings;
  }

  private static Finding forward(InferenceEngine engine, long start) throws InterruptedException {
    Answer answer;
    try (InferenceClient client = InferenceClient.of(engine)) {
      answer =
          client.serve(
              new PromptEncoder(engine.model())
                  .encode(
                      0,
                      PromptInput.ofTokenIds("doctor", 1, 2, 3),
                      SamplingParams.builder().maxTokens(TOKENS).ignoreEos(true),
                      OptionalLong.empty()));
    }
    String detail =
        "%s loaded and generated %d tokens in %.1f s"
            .formatted(
                engine.model().config().name(),
                answer.tokens().size(),
                (System.nanoTime() - start) / 1e9);
    return answer.tokens().size() == TOKENS
        ? Finding.ok("native engine", detail)
        : Finding.fail("native engine", detail, "please report this with your processor's name");
  }

  private static Finding tokenizer(InferenceEngine engine) {
    Tokenizer tokenizer = engine.model().tokenizer().orElseThrow();
    int[] ids = tokenizer.encode(TEXT);
    String back = tokenizer.decode(ids);
    return back.equals(TEXT)
        ? Finding.ok("native tokenizer", ids.length + " tokens there and back")
        : Finding.fail(
            "native tokenizer", "'" + TEXT + "' came back as '" + back + "'", "please report this");
  }

  static Finding kernel(ElementType type, Supplier<LinearKernel> kernel) {
    String name = "kernel, " + type;
    try {
      return Finding.ok(name, kernel.get().toString());
    } catch (IllegalArgumentException e) {
      return Finding.ok(name, e.getMessage()); // The machine is fit without it.
    }
  }

  static Finding auto(boolean bfloat16) {
    return Finding.ok(
        "dtype auto",
        bfloat16
            ? "bfloat16 from 200 million parameters on, float32 below"
            : "float32, as this CPU cannot serve bfloat16");
  }

  private Finding broken(Throwable e) {
    return Finding.fail(
        "native engine",
        String.valueOf(e.getMessage()),
        "libraries are unpacked to %s: check that it can be written, or delete it and retry"
            .formatted(natives));
  }
}
