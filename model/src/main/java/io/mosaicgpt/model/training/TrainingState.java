package io.mosaicgpt.model.training;

/**
 * How far a run had come when its state was saved.
 *
 * @param step the last step that was taken
 * @param position in the data, as it was given to {@link TrainingStates#save}
 */
public record TrainingState(int step, long position) {}
