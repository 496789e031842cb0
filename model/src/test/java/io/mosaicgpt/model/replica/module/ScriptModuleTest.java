package io.mosaicgpt.model.replica.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.mosaicgpt.model.forward.EngineFailure;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ScriptModuleTest {
  private static final String SOURCE =
      """
      class Sample(Module):
        __parameters__ = []
        __buffers__ = []
        kept : Tensor
        def add(self: __torch__.Sample, x: Tensor, number: int, scale: float, twice: bool) -> Tensor:
          y = (x + number) * scale
          return y * 2 if twice else y
        def lengths(self: __torch__.Sample, text: str, few: List[int], many: List[int]) -> List[int]:
          return [len(text), len(few), many[0]]
        def break_down(self: __torch__.Sample, x: Tensor) -> Tensor:
          return torch.view(x, [7])
        def __getstate__(self: __torch__.Sample) -> int:
          return 0
        def __setstate__(self: __torch__.Sample, state: int) -> NoneType:
          self.kept = torch.zeros([0])
          return None
      """;

  @BeforeAll
  static void startPyTorch() {
    PyTorch.start();
  }

  @Test
  void argumentsOfEveryKindArrive() {
    try (ScriptModule module = new ScriptModule("Sample", SOURCE, 1);
        NDManager manager = module.manager().newSubManager()) {
      NDArray x = manager.create(new float[] {1, 2}, new Shape(2));
      assertThat(module.tensor(manager, "add", x, 3, 0.5, true).toFloatArray())
          .containsExactly(4, 5);
      assertThat(module.longs("lengths", "four", new int[] {1, 2}, new long[] {1L << 40}))
          .containsExactly(4, 2, 1L << 40);
    }
  }

  @Test
  void anArgumentWithoutNativeFormIsRefused() {
    try (ScriptModule module = new ScriptModule("Sample", SOURCE, 1)) {
      assertThatThrownBy(() -> module.run("lengths", 'x'))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("no native form for x");
    }
  }

  @Test
  void aFailureSaysInOneSentenceWhatPyTorchSaidAndKeepsTheCause() {
    try (ScriptModule module = new ScriptModule("Sample", SOURCE, 1);
        NDManager manager = module.manager().newSubManager()) {
      NDArray x = manager.create(new float[] {1, 2}, new Shape(2));
      assertThatThrownBy(() -> module.tensor(manager, "break_down", x))
          .isInstanceOf(EngineFailure.class)
          .hasMessage(
              "PyTorch failed in \"break_down\": RuntimeError: shape '[7]' is invalid for input of"
                  + " size 2")
          .hasCauseInstanceOf(EngineException.class);
    }
  }

  @Test
  void sourceThatDoesNotCompileIsAFailure() {
    assertThatThrownBy(() -> new ScriptModule("Sample", SOURCE.replace("torch.view", "nothing"), 1))
        .isInstanceOf(EngineFailure.class)
        .hasMessageStartingWith("PyTorch failed in \"loading\": ");
  }
}
