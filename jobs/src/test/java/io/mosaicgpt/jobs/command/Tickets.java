package io.mosaicgpt.jobs.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Short messages to a shop of twelve kinds, put together of pieces. */
final class Tickets {
  static final String INSTRUCTION = "What does the customer want?";

  private static final List<String> OPENINGS =
      List.of("hello,", "good morning,", "hi there,", "one question:", "please help:", "");

  private static final List<String> THINGS =
      List.of(
          "the lamp",
          "my order",
          "the blue chair",
          "the kettle",
          "two shirts",
          "the desk",
          "a pair of shoes",
          "the bike");

  private static final Map<String, List<String>> KINDS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("refund", List.of("give me my money back for", "refund me for")),
              Map.entry("delivery time", List.of("when will you deliver", "still waiting for")),
              Map.entry("damaged", List.of("it came broken, I mean", "there is a crack in")),
              Map.entry("wrong item", List.of("you sent something else than", "I never ordered")),
              Map.entry("cancel", List.of("stop the order of", "I do not want any more of")),
              Map.entry("invoice", List.of("send me the bill for", "I need a receipt for")),
              Map.entry("warranty", List.of("how long is the guarantee of", "is it insured,")),
              Map.entry("praise", List.of("I am very happy with", "what a lovely thing is")),
              Map.entry("price", List.of("how much do you ask for", "what is the cost of")),
              Map.entry("stock", List.of("is it available,", "do you still have")),
              Map.entry(
                  "address", List.of("I have moved, so bring", "the house number changed for")),
              Map.entry("password", List.of("I cannot log in to see", "reset my login to see"))));

  private Tickets() {}

  /** Writes {@code train.csv} and, of every fifth message, {@code eval.csv}. */
  static void write(Path directory) throws IOException {
    List<String> lines = new ArrayList<>();
    KINDS.forEach(
        (kind, phrases) -> {
          for (String phrase : phrases) {
            for (String opening : OPENINGS) {
              for (String thing : THINGS) {
                lines.add("\"%s %s %s\",%s".formatted(opening, phrase, thing, kind));
              }
            }
          }
        });
    Collections.shuffle(lines, new Random(7));
    int evaluated = lines.size() / 5;
    write(directory.resolve("eval.csv"), lines.subList(0, evaluated));
    write(directory.resolve("train.csv"), lines.subList(evaluated, lines.size()));
  }

  private static void write(Path file, List<String> lines) throws IOException {
    Files.writeString(file, "text,label\n" + String.join("\n", lines) + "\n");
  }
}
