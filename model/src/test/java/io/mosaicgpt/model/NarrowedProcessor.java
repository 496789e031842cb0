package io.mosaicgpt.model;

import io.mosaicgpt.model.probe.Processor;
import io.mosaicgpt.model.probe.ProcessorClass;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips tests that run once more with AVX2 alone where the processor has nothing else: they ran so
 * a moment ago. JUnit finds it in that run only, which asks it to look for extensions.
 */
public final class NarrowedProcessor implements ExecutionCondition {
  private final Optional<ProcessorClass> hardware = Processor.ofThisMachine().hardware();

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return hardware.equals(Optional.of(ProcessorClass.AVX2))
        ? ConditionEvaluationResult.disabled(
            "this processor has AVX2 alone, so this test ran with it already")
        : ConditionEvaluationResult.enabled("the processor has more than AVX2");
  }
}
