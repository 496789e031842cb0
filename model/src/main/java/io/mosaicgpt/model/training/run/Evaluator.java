package io.mosaicgpt.model.training.run;

import io.mosaicgpt.model.training.Trainer;
import io.mosaicgpt.model.training.data.TrainingRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Measures a model in training on data that it does not learn from. */
final class Evaluator {
  /** Read at once: enough for rows of like length to come together, little enough to be stopped. */
  private static final int PIECE_TOKENS = 1 << 14;

  private final Trainer trainer;
  private final boolean averaged;
  private final BooleanSupplier stopped;
  private final RunListener listener;
  private long done;
  private long total;

  Evaluator(Trainer trainer, boolean averaged, BooleanSupplier stopped, RunListener listener) {
    this.trainer = trainer;
    this.averaged = averaged;
    this.stopped = stopped;
    this.listener = listener;
  }

  /** Loss of all sets; empty when it was stopped. */
  Optional<EvaluationMetrics> evaluate(List<EvaluationSet> sets) {
    total = sets.stream().mapToLong(set -> read(set.data().records())).sum();
    List<EvaluationMetrics.OfFile> files = new ArrayList<>();
    double sum = 0;
    long counted = 0;
    for (EvaluationSet set : sets) {
      List<TrainingRecord> records = set.data().records();
      long ofSet = records.stream().mapToLong(TrainingRecord::counted).sum();
      double loss = 0;
      for (List<TrainingRecord> piece : pieces(records)) {
        if (stopped.getAsBoolean()) {
          return Optional.empty();
        }
        long ofPiece = piece.stream().mapToLong(TrainingRecord::counted).sum();
        loss += trainer.evaluate(piece, averaged) * ofPiece / ofSet;
        done += read(piece);
        listener.evaluating(done, total);
      }
      files.add(new EvaluationMetrics.OfFile(set.name(), loss, Math.exp(loss)));
      sum += loss * ofSet;
      counted += ofSet;
    }
    double loss = sum / counted;
    return Optional.of(
        new EvaluationMetrics(
            trainer.step(), loss, Math.exp(loss), files.size() > 1 ? files : List.of()));
  }

  private static List<List<TrainingRecord>> pieces(List<TrainingRecord> records) {
    List<List<TrainingRecord>> pieces = new ArrayList<>();
    int from = 0;
    long tokens = 0;
    for (int i = 0; i < records.size(); i++) {
      tokens += records.get(i).read();
      if (tokens >= PIECE_TOKENS || i + 1 == records.size()) {
        pieces.add(records.subList(from, i + 1));
        from = i + 1;
        tokens = 0;
      }
    }
    return pieces;
  }

  private static long read(List<TrainingRecord> records) {
    return records.stream().mapToLong(TrainingRecord::read).sum();
  }
}
