package io.mosaicgpt.jobs.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.job.KafkaConnection;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaFailureTest {
  private static final KafkaConnection KAFKA = new KafkaConnection("localhost:9092", Map.of());

  private static void connect(String servers, Map<String, String> properties) {
    new Brokers(new KafkaConnection(servers, properties)).close();
  }

  @Test
  void aProtocolThatWantsALoginWithoutOneSaysWhatIsMissing() {
    assertThatThrownBy(() -> connect("localhost:9092", Map.of("security.protocol", "SASL_SSL")))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(
            "The Kafka settings cannot be used: security.protocol asks for a login, and none is"
                + " given: set --kafka-property sasl.mechanism, and sasl.jaas.config to ");
  }

  /** Kafka quotes what it stumbled over, with the password's own quotes in it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "Plain required username=job password=it's hunter2;   | has a key without a value",
        "Plain required username=\"job\" password=\"hunter2\" | does not end in a semicolon",
        "Plain hunter2 username=\"job\";                      | lacks the word required",
        "'hunter2 required username=job password=x';          | sasl.jaas.config",
        "hunter2                                              | lacks the word required",
        "hunter2 required username=\"job\" password=\"p\";    | there is no class",
        "password='hunter2' hunter2 'hunter2;                 | sasl.jaas.config",
      })
  void aMistakeInALoginEntryIsToldWithoutAWordOfIt(String entry, String mistake) {
    Map<String, String> login =
        Map.of(
            "security.protocol",
            "SASL_PLAINTEXT",
            "sasl.mechanism",
            "PLAIN",
            "sasl.jaas.config",
            entry.replace("Plain ", "org.apache.kafka.common.security.plain.PlainLoginModule "));

    assertThatThrownBy(() -> connect("localhost:9092", login))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll("The Kafka settings cannot be used: ", mistake)
        .satisfies(
            failure -> {
              for (Throwable one = failure; one != null; one = one.getCause()) {
                assertThat(one.toString()).doesNotContain("hunter2");
              }
            });
  }

  @Test
  void aHostWithoutAnAddressIsNamed() {
    assertThatThrownBy(() -> connect("no.such.host.invalid:9092", Map.of()))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "No host of no.such.host.invalid:9092 has an address: check the names in"
                + " --bootstrap-servers.");
  }

  @Test
  void anotherMistakeIsToldInKafkasWords() {
    assertThatThrownBy(() -> connect("localhost:9092", Map.of("security.protocol", "TLS")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll("The Kafka settings cannot be used: ", "TLS", "--kafka-property");
  }

  @Test
  void silenceARefusalAndAnErrorAreThreeThings() {
    assertThat(KafkaFailure.of(KAFKA, new TimeoutException()))
        .hasMessageStartingWith("No Kafka broker answers at localhost:9092");
    assertThat(KafkaFailure.of(KAFKA, new SaslAuthenticationException("No.")))
        .hasMessageStartingWith("Kafka at localhost:9092 refuses us: No.");
    assertThat(KafkaFailure.of(KAFKA, new InvalidReplicationFactorException("3 of 1.")))
        .hasMessage("Kafka at localhost:9092 answers with an error: 3 of 1.");
  }
}
