package io.mosaicgpt.model.training;

import ai.djl.ndarray.NDManager;
import io.mosaicgpt.model.checkpoint.ModelLayout;
import io.mosaicgpt.model.checkpoint.TensorInfo;
import io.mosaicgpt.model.checkpoint.TensorSource;
import io.mosaicgpt.model.checkpoint.WeightType;
import io.mosaicgpt.model.replica.module.ScalarType;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tensors of the module as files have them, with names and in pieces. Holds a copy of one. */
final class ModuleTensors implements TensorSource, AutoCloseable {
  private final TrainingModule module;
  private final Map<TensorInfo, Place> places = new LinkedHashMap<>();
  private NDManager owner;
  private TensorInfo copied;
  private ByteBuffer copy;

  /**
   * Where the module has a tensor.
   *
   * @param index of the weight in its layout
   */
  record Place(TensorGroup group, int index) {}

  private ModuleTensors(TrainingModule module) {
    this.module = module;
  }

  /** A model's weights by their own names, converted. */
  static ModuleTensors ofModel(TrainingModule module, TensorGroup group, WeightType type) {
    ModuleTensors tensors = new ModuleTensors(module);
    tensors.add("", group, type);
    return tensors;
  }

  /** Everything that outlasts a step, as it is; the group's label is before the weight's name. */
  static ModuleTensors ofState(TrainingModule module) {
    ModuleTensors tensors = new ModuleTensors(module);
    module.groups().forEach(g -> tensors.add(g.label() + ".", g, WeightType.FLOAT32));
    return tensors;
  }

  private void add(String prefix, TensorGroup group, WeightType type) {
    List<ModelLayout.Entry> layout = module.layout();
    for (int i = 0; i < layout.size(); i++) {
      TensorInfo info = layout.get(i).stored(type);
      places.put(new TensorInfo(prefix + info.name(), type, info.shape()), new Place(group, i));
    }
  }

  /** Which there are. */
  Collection<TensorInfo> tensors() {
    return Collections.unmodifiableSet(places.keySet());
  }

  /** Where the module has one of them. */
  Place place(TensorInfo tensor) {
    return places.get(tensor);
  }

  @Override
  public void read(TensorInfo tensor, long skip, ByteBuffer destination) {
    if (!tensor.equals(copied)) {
      close();
      Place place = places.get(tensor);
      owner = module.newManager();
      copy =
          module
              .get(owner, place.group(), place.index(), ScalarType.of(tensor.type()))
              .toByteBuffer(true);
      copied = tensor;
    }
    destination.put(
        copy.duplicate().position((int) skip).limit((int) skip + destination.remaining()));
  }

  @Override
  public void close() {
    if (owner != null) {
      owner.close();
      owner = null;
      copied = null;
    }
  }
}
