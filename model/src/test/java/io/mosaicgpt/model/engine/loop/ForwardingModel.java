package io.mosaicgpt.model.engine.loop;

import io.mosaicgpt.model.forward.ForwardModel;

/** A model over another one, which keeps the memory of its slots. */
public abstract class ForwardingModel implements ForwardModel {
  protected final ForwardModel model;

  protected ForwardingModel(ForwardModel model) {
    this.model = model;
  }

  @Override
  public int slots() {
    return model.slots();
  }

  @Override
  public int positionQuantum() {
    return model.positionQuantum();
  }

  @Override
  public long bytesPerPosition() {
    return model.bytesPerPosition();
  }

  @Override
  public int capacity(int slot) {
    return model.capacity(slot);
  }

  @Override
  public void reserve(int slot, int positions) {
    model.reserve(slot, positions);
  }

  @Override
  public void release(int slot) {
    model.release(slot);
  }

  @Override
  public void copyPrefix(int fromSlot, int toSlot, int positions) {
    model.copyPrefix(fromSlot, toSlot, positions);
  }

  @Override
  public boolean computesTrees() {
    return model.computesTrees();
  }

  @Override
  public void close() {
    model.close();
  }
}
