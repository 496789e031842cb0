package io.mosaicgpt.jobs.preflight;

import java.util.Arrays;
import java.util.Optional;

/**
 * What can be wrong with a login entry, in words of our own: Kafka quotes the entry, and where a
 * word of it ends and a password begins cannot be told when it has a mistake.
 */
enum LoginMistake {
  MISSING("Could not find a '", "security.protocol asks for a login, and none is given"),
  NO_MODULE("Login module not specified", "sasl.jaas.config names no class"),
  UNKNOWN_MODULE("No LoginModule found for", "there is no class that sasl.jaas.config names"),
  NO_FLAG("Login module control flag not", "sasl.jaas.config lacks the word required"),
  WRONG_FLAG("Invalid login module control flag", "sasl.jaas.config lacks the word required"),
  NO_VALUE("Value not specified for key", "sasl.jaas.config has a key without a value"),
  NO_END("JAAS config entry not terminated", "sasl.jaas.config does not end in a semicolon"),
  OTHER("", "sasl.jaas.config cannot be read");

  private final String kafkasWords;
  private final String what;

  LoginMistake(String kafkasWords, String what) {
    this.kafkasWords = kafkasWords;
    this.what = what;
  }

  /** The mistake that a message of Kafka's is about, if it is about one of these. */
  static Optional<LoginMistake> of(String message) {
    if (!message.contains("JAAS") && !message.contains("LoginModule")) {
      return Optional.empty();
    }
    return Arrays.stream(values()).filter(one -> message.startsWith(one.kafkasWords)).findFirst();
  }

  /** What is wrong and what to do. */
  String sentence() {
    return what
        + ": set --kafka-property sasl.mechanism, and sasl.jaas.config to CLASS required"
        + " username=\"...\" password=\"...\"; or what else the mechanism takes";
  }
}
