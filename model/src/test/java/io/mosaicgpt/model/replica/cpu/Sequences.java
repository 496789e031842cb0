package io.mosaicgpt.model.replica.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.forward.ForwardModel;
import io.mosaicgpt.model.forward.StepBatch;
import io.mosaicgpt.model.forward.StepOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Feeds sequences to a model, piece by piece, and collects the logits of every position. */
public final class Sequences {
  private final ForwardModel model;

  public Sequences(ForwardModel model) {
    this.model = model;
  }

  /**
   * A piece of a sequence.
   *
   * @param slot of the sequence
   * @param start position of its first token
   * @param tokens ids
   */
  public record Piece(int slot, int start, int[] tokens) {
    public static Piece of(int slot, int[] sequence, int start, int end) {
      return new Piece(slot, start, Arrays.copyOfRange(sequence, start, end));
    }
  }

  /** One step with the logits of all tokens: {@code [piece][token][id]}. */
  public float[][][] step(List<Piece> pieces) {
    for (Piece piece : pieces) {
      model.reserve(piece.slot(), piece.start() + piece.tokens().length);
    }
    int[] tokens = pieces.stream().flatMapToInt(p -> IntStream.of(p.tokens())).toArray();
    StepOutput output =
        model.forward(
            new StepBatch(
                tokens,
                pieces.stream().mapToInt(Piece::slot).toArray(),
                pieces.stream().mapToInt(Piece::start).toArray(),
                pieces.stream().mapToInt(p -> p.tokens().length).toArray(),
                IntStream.range(0, tokens.length).toArray()));
    float[][][] logits = new float[pieces.size()][][];
    int row = 0;
    for (int i = 0; i < logits.length; i++) {
      logits[i] = new float[pieces.get(i).tokens().length][];
      for (int j = 0; j < logits[i].length; j++) {
        logits[i][j] = output.logits(row++);
      }
    }
    return logits;
  }

  /** The logits of a whole sequence, fed in pieces of the given lengths, the last one repeated. */
  public float[][] feed(int slot, int[] sequence, int... lengths) {
    List<float[]> rows = new ArrayList<>();
    int start = 0;
    for (int i = 0; start < sequence.length; i++) {
      int length = lengths[Math.min(i, lengths.length - 1)];
      int end = Math.min(sequence.length, start + length);
      rows.addAll(Arrays.asList(step(List.of(Piece.of(slot, sequence, start, end)))[0]));
      start = end;
    }
    return rows.toArray(float[][]::new);
  }

  /** Fails unless the logits of every token are equal to the last bit. */
  public static void assertSameBits(float[][] actual, float[][] expected) {
    assertThat(actual).hasDimensions(expected.length, expected[0].length);
    int different = 0;
    int first = -1;
    for (int i = 0; i < expected.length; i++) {
      if (!Arrays.equals(actual[i], expected[i])) {
        first = different == 0 ? i : first;
        different++;
      }
    }
    assertThat(different).as("tokens with other logits, the first at %d", first).isZero();
  }
}
