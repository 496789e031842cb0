package io.mosaicgpt.operators.kafka;

import io.mosaicgpt.operators.wire.RecordData;
import io.mosaicgpt.schemas.Completion;
import io.mosaicgpt.schemas.CompletionError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/** Completions, keyed by request_id. */
public final class CompletionSink {
  /** Code of the error in a completion that had to leave fields out. */
  public static final String FIELDS_LEFT_OUT = "fields_left_out";

  private CompletionSink() {}

  /** A builder with everything at its default. */
  public static RecordSinkBuilder<Completion> builder() {
    return new RecordSinkBuilder<>(new Shape());
  }

  static final class Shape implements RecordShape<Completion> {
    private static final long serialVersionUID = 1L;

    @Override
    public String kind() {
      return "completions";
    }

    @Override
    public Schema schema() {
      return Completion.getClassSchema();
    }

    @Override
    public byte[] key(Completion completion) {
      return completion.getRequestId().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public long madeAt(Completion completion) {
      return completion.getProducedAt().toEpochMilli();
    }

    @Override
    public String name(Completion completion) {
      return "the completion of request " + completion.getRequestId();
    }

    /**
     * First without its lists and maps, then without its texts: a label or a run of spaces can be
     * larger than Kafka takes, and a job that fails of it would fail again each time it is
     * restored.
     */
    @Override
    public Completion reduced(Completion completion, int bytes, int limit) {
      Completion copy = RecordData.get().deepCopy(schema(), completion);
      copy.setOutputTokenIds(List.of());
      copy.setLabelScores(null);
      copy.setLabels(List.of());
      copy.setLogprobs(null);
      copy.setMetadata(Map.of());
      if (!copy.equals(completion)) {
        if (copy.getError() == null) {
          copy.setError(
              leftOut(
                  "output_token_ids, label_scores, labels, logprobs and metadata were left out; ask for"
                      + " fewer logprobs, send less metadata",
                  bytes,
                  limit));
        }
        return copy;
      }
      String text = completion.getOutputText();
      if ((text == null || text.isEmpty()) && completion.getLabel() == null) {
        return completion;
      }
      copy.setOutputText("");
      copy.setLabel(null);
      copy.setError(
          leftOut(
              "output_text and label were left out, too; ask for fewer tokens, give shorter choices",
              bytes,
              limit));
      return copy;
    }

    private static CompletionError leftOut(String what, int bytes, int limit) {
      return new CompletionError(
          FIELDS_LEFT_OUT,
          "The completion had %d bytes of at most %d: %s or raise max.request.size."
              .formatted(bytes, limit, what));
    }
  }
}
