package io.mosaicgpt.jobs.job;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.operators.kafka.identity.IdentifiedState;
import io.mosaicgpt.operators.kafka.identity.IdentifiedStateSerializer;
import io.mosaicgpt.operators.kafka.identity.JobIdentity;
import io.mosaicgpt.operators.source.NotedSource;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * State of a job between Kafka's topics. Programs that noted nothing left state that may be the
 * job's.
 *
 * @param job what the source notes
 * @param bounded whether its input has an end, which is part of its state
 */
public record KafkaStateIdentity(JobIdentity job, boolean bounded) implements StateIdentity {
  public KafkaStateIdentity {
    requireNonNull(job, "job is null");
  }

  @Override
  public FoundState look(int version, byte[] state) throws IOException {
    return NotedSource.note(version, state).isPresent()
        ? new OfFiles()
        : new OfTopics(new IdentifiedStateSerializer().deserialize(version, state));
  }

  @Override
  public String others() {
    return "other groups or Kafka clusters";
  }

  private final class OfTopics implements FoundState {
    private final IdentifiedState state;

    OfTopics(IdentifiedState state) {
      this.state = state;
    }

    @Override
    public boolean mayBeOwn() {
      return state.identity().stream().allMatch(job::isOfTheSameGroupAs);
    }

    @Override
    public Optional<String> whyNotByItself(String name) {
      return state
          .whyNotInputOf(job)
          .or(this::whyNotEnd)
          .map(
              why ->
                  why
                      + ": start it as before, take another --group-id, or leave its requests in flight behind with --restore none.")
          .or(() -> whyNotOutputs(name));
    }

    private Optional<String> whyNotOutputs(String name) {
      List<String> wanted = job.outputTopics();
      return state
          .identity()
          .map(JobIdentity::outputTopics)
          .filter(outputs -> !outputs.equals(wanted))
          .map(
              outputs ->
                  "is of output topics %s, not of %s: start it as before, or say --restore %s to write the rest to the new ones."
                      .formatted(
                          String.join(" and ", outputs), String.join(" and ", wanted), name));
    }

    @Override
    public Optional<String> whyNotOnDemand() {
      return state
          .whyNotInputOf(job)
          .map(why -> why + ": give one of this input, or none.")
          .or(() -> whyNotEnd().map(why -> why + ": start it as before, or give another one."));
    }

    /** A partition's end is part of the state: it can neither be added nor taken away. */
    private Optional<String> whyNotEnd() {
      return state
          .bounded()
          .filter(saved -> saved != bounded)
          .map(
              saved ->
                  "is of a run %s --bounded and cannot go on %s"
                      .formatted(saved ? "with" : "without", saved ? "without" : "with it"));
    }
  }

  private record OfFiles() implements FoundState {
    private static final String WHY = "is of a job whose events come from files";

    @Override
    public boolean mayBeOwn() {
      return false;
    }

    @Override
    public Optional<String> whyNotByItself(String name) {
      return whyNotOnDemand();
    }

    @Override
    public Optional<String> whyNotOnDemand() {
      return Optional.of(WHY + ": give one of this input, or none.");
    }
  }
}
