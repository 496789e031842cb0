package io.mosaicgpt.model.engine.loop;

import io.mosaicgpt.model.checkpoint.ModelConfig;
import io.mosaicgpt.model.prompt.PromptTemplate;
import io.mosaicgpt.model.prompt.ServedModel;
import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Small models for tests. */
public final class Models {
  /** Ids from here on are padding. */
  public static final int USABLE = 18;

  public static final int VOCAB = 24;
  public static final int EOS = 0;
  public static final Tokenizer TOKENIZER = new LetterTokenizer();

  private Models() {}

  public static ServedModel served(int maxModelLen, boolean withTokenizer) {
    return served(maxModelLen, withTokenizer, true);
  }

  /** With a position embedding for each of so many positions. */
  public static ServedModel learned(int maxModelLen) {
    return served(maxModelLen, true, false);
  }

  private static ServedModel served(int maxModelLen, boolean withTokenizer, boolean alibi) {
    ModelConfig config =
        new ModelConfig(
            8,
            2,
            1,
            32,
            VOCAB,
            USABLE,
            maxModelLen,
            alibi,
            8,
            true,
            OptionalDouble.empty(),
            0.5,
            1,
            false,
            true,
            EOS,
            "letters");
    return new ServedModel(
        config,
        "hash",
        maxModelLen,
        withTokenizer ? Optional.of(TOKENIZER) : Optional.empty(),
        new BracketTemplate());
  }

  /** A template whose text has tokens in {@link LetterTokenizer}. */
  private record BracketTemplate() implements PromptTemplate {
    @Override
    public String render(String instruction, String context) {
      return "x" + instruction + (context == null ? "" : "y" + context) + "x";
    }

    @Override
    public List<String> stopTexts() {
      return List.of("xx");
    }

    @Override
    public String separator() {
      return "";
    }

    @Override
    public String end() {
      return "xx";
    }
  }
}
