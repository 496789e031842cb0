package io.mosaicgpt.jobs.command.form;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.cli.NativeCache;
import io.mosaicgpt.model.engine.EngineSpec;
import io.mosaicgpt.model.engine.pool.ModelOutline;
import io.mosaicgpt.model.tokenizer.HuggingFaceJsonTokenizer;
import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.nio.file.Path;

/** The tokenizer of a model, which needs neither weights nor configuration. */
final class FormTokenizer {
  private FormTokenizer() {}

  /**
   * Opens it; the caller closes it.
   *
   * @throws BadInputException when there is none
   */
  static Tokenizer of(String model) {
    NativeCache.prepare();
    if (model.equals(EngineSpec.EMBEDDED)) {
      return ModelOutline.of(EngineSpec.of(model)).model().tokenizer().orElseThrow();
    }
    return HuggingFaceJsonTokenizer.inDirectory(Path.of(model))
        .orElseThrow(
            () ->
                new BadInputException(
                    "There is no %s in %s: check the path given with --model."
                        .formatted(
                            HuggingFaceJsonTokenizer.FILE_NAME, model.isEmpty() ? "''" : model)));
  }
}
