package io.mosaicgpt.model.replica.module;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Native values of the arguments of one call; closing frees them. */
final class ScriptArguments implements AutoCloseable {
  private final List<IValue> values = new ArrayList<>();

  ScriptArguments(Object... arguments) {
    for (Object argument : arguments) {
      values.add(toNative(argument));
    }
  }

  IValue[] toArray() {
    return values.toArray(IValue[]::new);
  }

  private static IValue toNative(Object argument) {
    if (argument instanceof Integer number) {
      return IValue.from(number.longValue());
    }
    if (argument instanceof Double number) {
      return IValue.from(number);
    }
    if (argument instanceof Boolean flag) {
      return IValue.from(flag);
    }
    if (argument instanceof String text) {
      return IValue.from(text);
    }
    if (argument instanceof long[] list) {
      return IValue.listFrom(list);
    }
    if (argument instanceof double[] list) {
      return IValue.listFrom(list);
    }
    if (argument instanceof int[] list) {
      return IValue.listFrom(Arrays.stream(list).asLongStream().toArray());
    }
    if (argument instanceof PtNDArray tensor) {
      return IValue.from(tensor);
    }
    throw new IllegalArgumentException("no native form for " + argument);
  }

  @Override
  public void close() {
    values.forEach(IValue::close);
  }
}
