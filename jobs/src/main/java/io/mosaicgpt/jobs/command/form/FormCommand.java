package io.mosaicgpt.jobs.command.form;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.InputText;
import io.mosaicgpt.jobs.cli.ErrorSentences;
import io.mosaicgpt.jobs.cli.JsonOutput;
import io.mosaicgpt.jobs.cli.Version;
import io.mosaicgpt.model.constraint.FormException;
import io.mosaicgpt.model.constraint.form.FormCompiler;
import io.mosaicgpt.model.constraint.form.FormText;
import io.mosaicgpt.model.constraint.grammar.GrammarForm;
import io.mosaicgpt.model.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tries a form, or a file of them. */
@Command(
    name = "form",
    description = {
      "Show whether a form can be used for answers, and which texts have it.",
      "",
      "A form that cannot be used ends with status 2, a text that does not have it with status 1.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
public final class FormCommand implements Callable<Integer> {
  private static final int MOST_BYTES = 1 << 20;
  private static final String STANDARD_INPUT = "-";

  @Spec private CommandSpec spec;

  @Option(
      names = "--json-schema",
      paramLabel = "FILE",
      description = "A JSON Schema that the answer has; - reads it from standard input.")
  private String jsonSchema;

  @Option(
      names = "--regex",
      paramLabel = "REGEX",
      description = "A regular expression that the whole answer matches.")
  private String regex;

  @Option(
      names = "--choices",
      paramLabel = "LABEL",
      split = ",",
      description = "Labels of which the answer is one, such as yes,no.")
  private List<String> choices;

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      description = "A text that may have the form; repeatable.")
  private List<String> texts = new ArrayList<>();

  @Option(
      names = "--batch",
      paramLabel = "FILE",
      description =
          "Try many schemas instead, a line of JSON each: {\"id\", \"schema\", \"tests\": [{\"valid\","
              + " \"data\"}]}.")
  private Path batch;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      defaultValue = "embedded",
      description =
          "Whose tokenizer: a directory with one, or 'embedded'. Default: ${DEFAULT-VALUE}")
  private String model;

  @Option(names = "--json", description = "Print one JSON object; with --batch the lines are JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (Stream.of(jsonSchema, regex, choices, batch).filter(given -> given != null).count() != 1) {
      throw new BadInputException(
          "Give exactly one of --json-schema, --regex, --choices and --batch.");
    }
    if (batch != null) {
      try (Tokenizer tokenizer = FormTokenizer.of(model)) {
        new FormBatch(tokenizer, spec.commandLine().getOut(), json).run(batch);
      }
      return 0;
    }
    FormText form = form();
    try (Tokenizer tokenizer = FormTokenizer.of(model)) {
      return show(form, new FormCompiler(tokenizer));
    }
  }

  private int show(FormText form, FormCompiler compiler) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    compiler.warmUp();
    long begin = System.nanoTime();
    GrammarForm compiled;
    try {
      compiled = compiler.compile(form);
    } catch (FormException refused) {
      if (!json) {
        throw new BadInputException(flag(form.kind()) + ": " + refused.getMessage(), refused);
      }
      JsonOutput.print(out, FormJson.refused(form, refused));
      return ErrorSentences.BAD_INPUT;
    }
    double milliseconds = (System.nanoTime() - begin) / 1e6;
    List<TextCheck> checks = texts.stream().map(text -> TextCheck.of(compiled, text)).toList();
    if (json) {
      JsonOutput.print(out, FormJson.of(form, compiled, milliseconds, checks));
    } else {
      out.printf(
          "The form can be used: %d states, compiled in %.1f ms, %s at least.%n",
          compiled.size(), milliseconds, tokens(compiled.shortestTokens()));
      checks.forEach(check -> out.println(check.sentence()));
      out.flush();
    }
    return checks.stream().allMatch(TextCheck::accepted) ? 0 : ErrorSentences.FAILURE;
  }

  private static String flag(FormText.Kind kind) {
    return "--" + kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String tokens(int count) {
    return count == 1 ? "1 token" : count + " tokens";
  }

  private FormText form() {
    if (regex != null) {
      return FormText.regex(regex);
    }
    if (choices != null) {
      if (choices.contains("") || new HashSet<>(choices).size() < choices.size()) {
        throw new BadInputException("--choices has an empty label or one twice: leave it out.");
      }
      return FormText.choices(choices);
    }
    Path file = Path.of(jsonSchema.equals(STANDARD_INPUT) ? "/dev/stdin" : jsonSchema);
    return FormText.jsonSchema(InputText.read(file, "schema", "--json-schema", MOST_BYTES));
  }
}
