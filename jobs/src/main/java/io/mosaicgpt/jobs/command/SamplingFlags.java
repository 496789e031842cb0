package io.mosaicgpt.jobs.command;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.model.sampling.SamplingParams;
import io.mosaicgpt.model.sampling.SamplingParamsBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** The sampling words as flags; what is not given is the model's, or else the engine's default. */
final class SamplingFlags {
  private static final Pattern WORD = Pattern.compile("^[a-z_]+|max_tokens");

  @Option(names = "--max-tokens", paramLabel = "N", description = "Most tokens. Default: 256")
  private Optional<Integer> maxTokens;

  @Option(
      names = "--min-tokens",
      paramLabel = "N",
      description = "Nothing ends the text before this many tokens. Default: 0")
  private Optional<Integer> minTokens;

  @Option(
      names = "--temperature",
      paramLabel = "X",
      description = "0 takes the likeliest token every time. Default: the model's, or 0")
  private Optional<Double> temperature;

  @Option(
      names = "--top-p",
      paramLabel = "X",
      description =
          "Smallest set of tokens with this much probability; 1 keeps all. Default: the model's, or 1")
  private Optional<Double> topP;

  @Option(
      names = "--top-k",
      paramLabel = "N",
      description = "This many of the likeliest tokens; 0 keeps all. Default: the model's, or 0")
  private Optional<Integer> topK;

  @Option(
      names = "--min-p",
      paramLabel = "X",
      description =
          "Drop tokens below this share of the likeliest one's probability. Default: the model's, or 0")
  private Optional<Double> minP;

  @Option(
      names = "--repetition-penalty",
      paramLabel = "X",
      description = "Above 1 disfavours every token seen so far. Default: the model's, or 1")
  private Optional<Double> repetitionPenalty;

  @Option(
      names = "--presence-penalty",
      paramLabel = "X",
      description = "Taken off each token generated before, -2 to 2. Default: 0")
  private Optional<Double> presencePenalty;

  @Option(
      names = "--frequency-penalty",
      paramLabel = "X",
      description = "The same per occurrence, -2 to 2. Default: 0")
  private Optional<Double> frequencyPenalty;

  @Option(
      names = "--stop",
      paramLabel = "TEXT",
      description = "Text that ends the output and is not shown; repeatable.")
  private List<String> stop = new ArrayList<>();

  @Option(
      names = "--stop-token-ids",
      paramLabel = "ID",
      split = ",",
      description = "Token ids that end the output.")
  private List<Integer> stopTokenIds = new ArrayList<>();

  @Option(names = "--ignore-eos", description = "Go on past the end of text.")
  private boolean ignoreEos;

  @Option(
      names = "--logprobs",
      paramLabel = "N",
      description = "Report log probabilities with N alternatives, 0 to 20.")
  private Optional<Integer> logprobs;

  /**
   * Refuses what no model could be asked for.
   *
   * @throws BadInputException naming the flag whose value is out of range
   */
  void check() {
    try {
      over(SamplingParams.builder()).build();
    } catch (IllegalArgumentException e) {
      throw new BadInputException(withFlags(e.getMessage()), e);
    }
  }

  /** The sentence begins with an event's word, and may name the word that is the limit. */
  private static String withFlags(String sentence) {
    return WORD.matcher(sentence).replaceAll(word -> "--" + word.group().replace('_', '-'));
  }

  /** The parameters that were given, over those of a model. */
  SamplingParamsBuilder over(SamplingParamsBuilder params) {
    maxTokens.ifPresent(params::maxTokens);
    minTokens.ifPresent(params::minTokens);
    temperature.ifPresent(params::temperature);
    topP.ifPresent(params::topP);
    topK.ifPresent(params::topK);
    minP.ifPresent(params::minP);
    repetitionPenalty.ifPresent(params::repetitionPenalty);
    presencePenalty.ifPresent(params::presencePenalty);
    frequencyPenalty.ifPresent(params::frequencyPenalty);
    logprobs.ifPresent(params::logprobs);
    return params.stop(stop).stopTokenIds(stopTokenIds).ignoreEos(ignoreEos);
  }
}
