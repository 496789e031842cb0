package io.mosaicgpt.jobs.measure.fidelity;

import io.mosaicgpt.model.forward.ForwardModel;
import io.mosaicgpt.model.forward.StepBatch;
import io.mosaicgpt.model.forward.StepOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Lets a model write the continuations of prompts, and read passages that another has written. */
final class PassageReader {
  private static final int CHUNK = 256;

  private final ForwardModel model;

  PassageReader(ForwardModel model) {
    this.model = model;
  }

  /** Takes the logits behind one token. */
  interface RowConsumer {
    void accept(float[] logits) throws IOException;
  }

  /** Told how many tokens of how many are through. */
  interface Listener {
    void read(long done, long total);
  }

  /**
   * The greedy continuation of each prompt, past any end of text. As many prompts as there are
   * slots are decoded together, which changes no bit of any of them.
   */
  List<Passage> write(List<int[]> prompts, int tokens, Listener listener) {
    List<Passage> passages = new ArrayList<>();
    for (int first = 0; first < prompts.size(); first += model.slots()) {
      List<int[]> group = prompts.subList(first, Math.min(prompts.size(), first + model.slots()));
      passages.addAll(writeTogether(group, tokens));
      listener.read((long) passages.size() * tokens, (long) prompts.size() * tokens);
    }
    return passages;
  }

  private List<Passage> writeTogether(List<int[]> prompts, int tokens) {
    List<Passage> passages = prompts.stream().map(p -> new Passage(p, new int[tokens])).toList();
    for (int slot = 0; slot < prompts.size(); slot++) {
      int[] prompt = prompts.get(slot);
      model.reserve(slot, prompt.length + tokens);
      StepOutput output = null;
      for (int start = 0; start < prompt.length; start += CHUNK) {
        int count = Math.min(CHUNK, prompt.length - start);
        output = model.forward(chunk(slot, prompt, start, count, new int[] {count - 1}));
      }
      passages.get(slot).continuation()[0] = sound(output.greedy()[0]);
    }
    int[] slots = IntStream.range(0, prompts.size()).toArray();
    int[] ones = IntStream.of(slots).map(slot -> 1).toArray();
    for (int i = 1; i < tokens; i++) {
      int at = i - 1;
      int[] last = passages.stream().mapToInt(p -> p.continuation()[at]).toArray();
      int[] starts = passages.stream().mapToInt(p -> p.prompt().length + at).toArray();
      int[] next = model.forward(new StepBatch(last, slots, starts, ones, slots)).greedy();
      for (int slot : slots) {
        passages.get(slot).continuation()[i] = sound(next[slot]);
      }
    }
    IntStream.of(slots).forEach(model::release);
    return passages;
  }

  private static int sound(int id) {
    if (id < 0) {
      throw new IllegalStateException(
          "The model's logits are not finite in float32: its weights are damaged.");
    }
    return id;
  }

  /** Reads a passage and hands on the logits behind each of its tokens from number {@code from}. */
  void read(Passage passage, int from, RowConsumer consumer) throws IOException {
    int[] tokens = passage.tokens();
    model.reserve(0, tokens.length);
    for (int start = 0; start < tokens.length; start += CHUNK) {
      int count = Math.min(CHUNK, tokens.length - start);
      int[] rows = IntStream.range(Math.max(0, Math.min(count, from - start)), count).toArray();
      StepOutput output = model.forward(chunk(0, tokens, start, count, rows));
      for (int row = 0; row < rows.length; row++) {
        consumer.accept(output.logits(row));
      }
    }
    model.release(0);
  }

  private static StepBatch chunk(int slot, int[] tokens, int start, int count, int[] rows) {
    int[] ids = IntStream.range(start, start + count).map(i -> tokens[i]).toArray();
    return new StepBatch(ids, new int[] {slot}, new int[] {start}, new int[] {count}, rows);
  }
}
