package io.mosaicgpt.jobs.config;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.InputText;
import io.mosaicgpt.model.prompt.RequestCheck;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is asked of texts that bring no instruction of their own, and which labels there are. */
public final class LabellingSettings {
  private static final int MOST_BYTES = 1 << 24;

  /** What a request may have. */
  private static final int MOST_LABELS = RequestCheck.MOST_CHOICES;

  public static final Setting<Optional<String>> INSTRUCTION =
      Setting.optional(
          "instruction",
          "TEXT",
          Kind.text(text -> !text.isBlank(), "what to do"),
          "What to do with rows, and with the context of events that bring neither an instruction nor"
              + " a prompt.");

  public static final Setting<Optional<String>> CHOICES =
      Setting.optional(
          "choices",
          "LABEL,...",
          Kind.text(text -> !text.isBlank(), "labels such as yes,no"),
          "Labels to choose the likeliest of, for requests that ask for no choices, regex or"
              + " json_schema themselves.");

  public static final Setting<Optional<String>> CHOICES_FILE =
      Setting.optional(
          "choices-file",
          "FILE",
          Kind.text(),
          "The same from a file, a label a line; read where the job is started.");

  public static final SettingGroup GROUP =
      SettingGroup.of("labelling", INSTRUCTION, CHOICES, CHOICES_FILE);

  public static final Setting<Optional<String>> TRUTH_FIELD =
      Setting.optional(
          "truth-field",
          "NAME",
          Kind.text(text -> !text.isBlank(), "the name of a field"),
          "Field of an event's metadata with the label that it should get; metrics count how many"
              + " labels are right. Changes no result.");

  /** Of events alone: rows of files have a column for it. */
  public static final SettingGroup TRUTH = SettingGroup.of("truth", TRUTH_FIELD);

  private LabellingSettings() {}

  /**
   * The labels, in their order; none when none are given.
   *
   * @throws BadInputException when they are given twice, one is blank, comes twice or is alone, or
   *     another form is given, too
   */
  public static List<String> choices(Settings settings) {
    Optional<String> listed = settings.get(CHOICES);
    Optional<String> file = settings.get(CHOICES_FILE);
    if (listed.isPresent() && file.isPresent()) {
      throw new BadInputException(
          "%s and %s are both given: give the labels once."
              .formatted(settings.value(CHOICES).origin(), settings.value(CHOICES_FILE).origin()));
    }
    List<String> labels =
        listed
            .map(
                text ->
                    checked(
                        List.of(text.split(",", -1)), settings.value(CHOICES).origin(), "label"))
            .or(() -> file.map(name -> checked(lines(name, settings), name, "line")))
            .orElse(List.of());
    if (!labels.isEmpty()) {
      requireOneForm(settings);
    }
    if (labels.size() == 1 && !settings.get(LabelSettings.MULTI_LABEL)) {
      throw new BadInputException(
          "%s has one label alone, which every text would get: give at least two, or ask with %s whether it holds."
              .formatted(
                  listed.isPresent() ? settings.value(CHOICES).origin() : file.get(),
                  LabelSettings.MULTI_LABEL.flag()));
    }
    return labels;
  }

  private static void requireOneForm(Settings settings) {
    for (Setting<Optional<String>> form :
        List.of(ServingSettings.REGEX, ServingSettings.JSON_SCHEMA)) {
      if (settings.get(form).isPresent()) {
        throw new BadInputException(
            "%s and labels to choose from are both given: an answer has one form, so give one of them."
                .formatted(settings.value(form).origin()));
      }
    }
  }

  private static List<String> lines(String name, Settings settings) {
    try {
      String text =
          InputText.read(
              Path.of(name), "file of labels", settings.value(CHOICES_FILE).origin(), MOST_BYTES);
      List<String> lines = text.lines().toList();
      if (lines.isEmpty()) {
        throw new BadInputException(
            "The file of labels %s is empty: write a label a line.".formatted(name));
      }
      return lines;
    } catch (InvalidPathException e) {
      throw settings.refuse(CHOICES_FILE, "the path of a file");
    }
  }

  /**
   * @param counted what a label's number counts, for messages
   */
  private static List<String> checked(List<String> texts, String origin, String counted) {
    List<String> labels = new ArrayList<>();
    Map<String, Integer> seen = new HashMap<>();
    for (String text : texts) {
      String label = text.strip();
      int number = labels.size() + 1;
      if (label.isEmpty()) {
        throw new BadInputException(
            "%s is blank in %s %d: give every label a name.".formatted(origin, counted, number));
      }
      Integer other = seen.put(Normalizer.normalize(label, Normalizer.Form.NFC), number);
      if (other != null) {
        throw new BadInputException(
            "%s has the label '%s' twice, as %s %d and %d: give every label once."
                .formatted(origin, label, counted, other, number));
      }
      labels.add(label);
    }
    if (labels.size() > MOST_LABELS) {
      throw new BadInputException(
          "%s has %,d labels, but at most %,d can be chosen from: leave some out, or ask in rounds."
              .formatted(origin, labels.size(), MOST_LABELS));
    }
    return labels;
  }
}
