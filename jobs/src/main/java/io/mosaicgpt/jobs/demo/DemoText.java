package io.mosaicgpt.jobs.demo;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A customer's message, or a question.
 *
 * @param id names the request
 * @param text what is asked
 * @param intent what the message is about, which the job is not told; empty for a question
 */
public record DemoText(String id, String text, Optional<String> intent) {
  public DemoText {
    requireNonNull(id, "id is null");
    requireNonNull(text, "text is null");
    requireNonNull(intent, "intent is null");
  }
}
