package io.mosaicgpt.model.replica.module;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.mosaicgpt.model.forward.EngineFailure;
import io.mosaicgpt.model.replica.threads.ExitGate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A TorchScript module and its methods. Arguments may be {@code int}, {@code double}, {@code
 * boolean}, {@code String}, {@code int[]} (a list of ints), {@code long[]}, {@code double[]} and
 * {@link NDArray}. One thread at a time.
 */
public final class ScriptModule implements AutoCloseable {
  /** The number of threads that PyTorch last was told to use for work of the calling thread. */
  private static final ThreadLocal<Integer> THREADS = new ThreadLocal<>();

  private static final ExitGate EXIT = ExitGate.ofJvm();

  private final Model model;
  private final PtSymbolBlock block;
  private final int threads;

  /**
   * Compiles a module from source. Its tensors live until it is closed.
   *
   * @param threads threads that its methods compute with
   */
  public ScriptModule(String className, String source, int threads) {
    this.threads = threads;
    EXIT.enter();
    try {
      model = load(className, source);
    } finally {
      EXIT.leave();
    }
    block = (PtSymbolBlock) model.getBlock();
    model.getNDManager().setName(className);
  }

  private static Model load(String className, String source) {
    Model model = Model.newInstance(className, Device.cpu(), PyTorch.NAME);
    try {
      model.load(new ByteArrayInputStream(TorchScriptArchive.of(className, source)));
    } catch (IOException e) {
      model.close();
      throw new UncheckedIOException(e);
    } catch (MalformedModelException | EngineException e) {
      model.close();
      throw failure("loading", e);
    }
    return model;
  }

  /** Manager of what lives as long as the module. */
  public NDManager manager() {
    return model.getNDManager();
  }

  /** Calls a method that returns nothing. */
  public void run(String method, Object... arguments) {
    call(method, arguments).close();
  }

  /** Calls a method that returns a tensor, which {@code owner} then closes. */
  public NDArray tensor(NDManager owner, String method, Object... arguments) {
    try (IValue value = call(method, arguments)) {
      return value.toTensor((PtNDManager) owner);
    }
  }

  /** Calls a method that returns a float. */
  public double number(String method, Object... arguments) {
    try (IValue value = call(method, arguments)) {
      return value.toDouble();
    }
  }

  /** Calls a method that returns a bool. */
  boolean truth(String method, Object... arguments) {
    try (IValue value = call(method, arguments)) {
      return value.toBoolean();
    }
  }

  /** Calls a method that returns a list of ints. */
  public long[] longs(String method, Object... arguments) {
    try (IValue value = call(method, arguments)) {
      return value.toLongArray();
    }
  }

  /**
   * Calls a method outside of PyTorch's inference mode, which the other calls are in: only so can
   * it compute gradients, or make tensors that have some. It takes at least one tensor and nothing
   * else, and returns a tensor.
   *
   * @return belongs to the manager of the first argument
   */
  public NDArray differentiable(String method, NDArray... arguments) {
    EXIT.enter();
    try {
      return differentiableInside(method, arguments);
    } finally {
      EXIT.leave();
    }
  }

  private NDArray differentiableInside(String method, NDArray... arguments) {
    prepareThread();
    try (NDManager names = arguments[0].getManager().newSubManager()) {
      // DJL takes an array of that name for the method's, and does not pass it on.
      NDArray name = names.create(0);
      name.setName("module_method:" + method);
      NDList inputs = new NDList(arguments);
      inputs.add(name);
      return IValueUtils.forward(block, inputs, true).singletonOrThrow();
    } catch (EngineException e) {
      throw failure(method, e);
    }
  }

  private IValue call(String method, Object... arguments) {
    EXIT.enter();
    try {
      return callInside(method, arguments);
    } finally {
      EXIT.leave();
    }
  }

  private IValue callInside(String method, Object... arguments) {
    prepareThread();
    try (ScriptArguments values = new ScriptArguments(arguments)) {
      return IValueUtils.runMethod(block, method, values.toArray());
    } catch (EngineException e) {
      throw failure(method, e);
    }
  }

  /** PyTorch keeps these settings for each calling thread. */
  private void prepareThread() {
    Integer before = THREADS.get();
    if (before == null) {
      // The profiling executor would compile the module anew for every shape that a step can have.
      JniUtils.setGraphExecutorOptimize(false);
    }
    if (before == null || before != threads) {
      JniUtils.setNumThreads(threads);
      THREADS.set(threads);
    }
  }

  private static EngineFailure failure(String what, Exception cause) {
    // PyTorch puts the reason on the last line that names an error, below a trace of the source.
    String reason =
        String.valueOf(cause.getMessage())
            .lines()
            .filter(line -> line.contains("Error: "))
            .reduce((first, second) -> second)
            .orElseGet(() -> String.valueOf(cause.getMessage()).lines().findFirst().orElse(""));
    return new EngineFailure("PyTorch failed in \"%s\": %s".formatted(what, reason.strip()), cause);
  }

  @Override
  public void close() {
    model.close();
  }
}
