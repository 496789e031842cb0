package io.mosaicgpt.model.engine.loop;

import io.mosaicgpt.model.constraint.TokenMask;
import io.mosaicgpt.model.generation.EndReason;
import io.mosaicgpt.model.generation.GenerationRequest;
import io.mosaicgpt.model.sampling.Logprobs;
import io.mosaicgpt.model.sampling.Sampler;
import io.mosaicgpt.model.sampling.SamplingParams;
import io.mosaicgpt.model.sampling.TokenCounts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a request gives when it is alone in the world, written down as plainly as can be: no slots,
 * no chunks, always through the logits, the text decoded anew after every token.
 */
final class Oracle {
  private final int limit;
  private final boolean withTokenizer;

  Oracle(int limit, boolean withTokenizer) {
    this.limit = limit;
    this.withTokenizer = withTokenizer;
  }

  record Answer(int[] tokens, String text, EndReason reason, double[] choiceLogprobs) {}

  Answer answer(GenerationRequest request) {
    return request.choices().isEmpty() ? generate(request) : choose(request);
  }

  private Answer generate(GenerationRequest request) {
    SamplingParams params = request.sampling();
    PatternForm form =
        request.form().map(f -> new PatternForm(f.text().text(), Models.TOKENIZER)).orElse(null);
    Sampler sampler = new Sampler(Models.USABLE);
    TokenCounts counts = new TokenCounts(params, request.promptTokens());
    List<Integer> history = new ArrayList<>();
    Arrays.stream(request.promptTokens()).forEach(history::add);
    List<Integer> output = new ArrayList<>();
    while (history.size() < limit) {
      boolean early = output.size() < params.minTokens();
      TokenMask allowed =
          form != null
              ? allowed(request, form, output)
              : early ? TokenMask.without("endings", params.endings(Models.EOS)) : TokenMask.ALL;
      boolean mayEnd = !early && (form == null || form.isComplete(output));
      int token = sampler.sample(logits(history), params, counts, allowed);
      counts.append(token);
      history.add(token);
      List<Integer> before = List.copyOf(output);
      output.add(token);
      boolean ends =
          (token == Models.EOS && !params.ignoreEos()) || params.stopTokenIds().contains(token);
      if (mayEnd && ends) {
        return new Answer(ints(output), text(before), EndReason.STOP, null);
      }
      if (form != null && !isPart(form, before, token)) {
        int begun = lengthOfEnd(request, form, output);
        List<Integer> answer = output.subList(0, output.size() - begun);
        return new Answer(ints(output), text(answer), EndReason.STOP, null);
      }
      int cut = early ? -1 : stopTextAt(output, params, form);
      if (cut >= 0) {
        String whole = Models.TOKENIZER.decode(ints(output));
        return new Answer(ints(output), whole.substring(0, cut), EndReason.STOP, null);
      }
      if (form != null && nothingFollows(form, output)) {
        return new Answer(ints(output), text(output), EndReason.STOP, null);
      }
      if (output.size() == params.maxTokens()) {
        break;
      }
    }
    boolean whole = form == null || form.isComplete(output);
    EndReason reason = whole ? EndReason.LENGTH : EndReason.INCOMPLETE;
    return new Answer(ints(output), text(output), reason, null);
  }

  private static TokenMask allowed(
      GenerationRequest request, PatternForm form, List<Integer> output) {
    BitSet allowed = new BitSet();
    int[] forced = Models.TOKENIZER.encode(form.forced(output));
    for (int token = 0; token < Models.USABLE; token++) {
      List<Integer> longer = with(output, token);
      boolean goesOn = forced.length > 1 ? token == forced[0] : isPart(form, output, token);
      if (goesOn || lengthOfEnd(request, form, longer) > 0) {
        allowed.set(token);
      }
    }
    if (output.size() >= request.sampling().minTokens() && form.isComplete(output)) {
      for (int ending : request.sampling().endings(Models.EOS)) {
        allowed.set(ending);
      }
    }
    return TokenMask.only("the form", allowed, Models.USABLE);
  }

  private static boolean isPart(PatternForm form, List<Integer> before, int token) {
    return Models.TOKENIZER.bytes(token).length > 0 && form.isPossible(with(before, token));
  }

  private static boolean nothingFollows(PatternForm form, List<Integer> output) {
    return IntStream.range(0, Models.USABLE).noneMatch(token -> isPart(form, output, token));
  }

  /** How many of the last tokens are the beginning of the answer's end; the most, if several. */
  private static int lengthOfEnd(GenerationRequest request, PatternForm form, List<Integer> out) {
    int[] end = request.form().orElseThrow().end();
    for (int length = Math.min(end.length, out.size()); length > 0; length--) {
      List<Integer> answer = out.subList(0, out.size() - length);
      boolean here =
          Arrays.equals(Arrays.copyOf(end, length), ints(out.subList(answer.size(), out.size())));
      if (here && form.isComplete(answer) && answer.size() >= request.sampling().minTokens()) {
        return length;
      }
    }
    return 0;
  }

  private static List<Integer> with(List<Integer> tokens, int token) {
    List<Integer> longer = new ArrayList<>(tokens);
    longer.add(token);
    return longer;
  }

  /** Where the stop text begins that the last token completed, or -1. */
  private int stopTextAt(List<Integer> output, SamplingParams params, PatternForm form) {
    if (!withTokenizer) {
      return -1;
    }
    String before = Models.TOKENIZER.decode(ints(output.subList(0, output.size() - 1)));
    String after = Models.TOKENIZER.decode(ints(output));
    for (int end = 1; end <= after.length(); end++) {
      int longest = 0;
      for (String stop : params.stop()) {
        boolean here = after.substring(0, end).endsWith(stop);
        boolean isNew = !before.startsWith(after.substring(0, end));
        boolean counts =
            here && (form == null || form.isComplete(after.substring(0, end - stop.length())));
        if (counts && isNew) {
          longest = Math.max(longest, stop.length());
        }
      }
      if (longest > 0) {
        return end - longest;
      }
    }
    return -1;
  }

  private String text(List<Integer> output) {
    return withTokenizer ? Models.TOKENIZER.decode(ints(output)) : null;
  }

  private Answer choose(GenerationRequest request) {
    double[] totals = new double[request.choices().size()];
    int best = 0;
    for (int i = 0; i < totals.length; i++) {
      List<Integer> history = new ArrayList<>();
      Arrays.stream(request.promptTokens()).forEach(history::add);
      for (int token : request.choices().get(i).tokenIds()) {
        totals[i] += Logprobs.of(logits(history), token);
        history.add(token);
      }
      best = totals[i] > totals[best] ? i : best;
    }
    String label = request.choices().get(best).label();
    return new Answer(new int[0], label, EndReason.STOP, totals);
  }

  double[] promptLogprobs(GenerationRequest request) {
    if (!request.promptLogprobs()) {
      return new double[0];
    }
    List<Integer> history = new ArrayList<>();
    double[] logprobs = new double[request.promptTokens().length];
    for (int i = 0; i < logprobs.length; i++) {
      int token = request.promptTokens()[i];
      if (i == 0) {
        logprobs[i] = Double.NaN;
      } else if (token >= Models.USABLE) {
        logprobs[i] = Double.NEGATIVE_INFINITY;
      } else {
        logprobs[i] = Logprobs.of(logits(history), token);
      }
      history.add(token);
    }
    return logprobs;
  }

  private static float[] logits(List<Integer> history) {
    return HashingModel.logits(ints(history), history.size(), Models.USABLE);
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }
}
