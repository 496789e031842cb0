package io.mosaicgpt.jobs.preflight;

import static java.util.Objects.requireNonNull;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.job.KafkaEnds;
import io.mosaicgpt.operators.kafka.presence.JobPresence;
import io.mosaicgpt.operators.kafka.presence.PresentJob;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * Looks for a live job of the same group, wherever it runs. Two would end each other's transactions
 * and answer events twice.
 */
public final class LiveJobs {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** By then a broker has forgotten a job that is gone, however it ended. */
  private static final Duration PATIENCE = JobPresence.FORGOTTEN.plusSeconds(3);

  private final KafkaEnds ends;
  private final Consumer<String> say;

  /**
   * @param say takes a sentence when it waits, or cannot look
   */
  public LiveJobs(KafkaEnds ends, Consumer<String> say) {
    this.ends = requireNonNull(ends, "ends is null");
    this.say = requireNonNull(say, "say is null");
  }

  /**
   * Waits until nobody is there, as long as it takes to forget one that is gone.
   *
   * @throws BadInputException when a job is there, with what to do instead
   */
  public void requireNone() throws InterruptedException {
    try (Admin admin = admin()) {
      requireNone(() -> find(admin), PATIENCE);
    }
  }

  /** One look at who is there. */
  interface Look {
    Optional<PresentJob> find() throws ExecutionException, TimeoutException, InterruptedException;
  }

  void requireNone(Look look, Duration patience) throws InterruptedException {
    Sightings sightings = new Sightings(look);
    Optional<PresentJob> job = sightings.next();
    if (job.isEmpty()) {
      return;
    }
    say.accept(
        "A job of group %s runs, or did a moment ago (%s): waiting up to %d s for it to be gone."
            .formatted(ends.groupId(), job.get(), patience.toSeconds()));
    long deadline = System.nanoTime() + patience.toNanos();
    while (job.isPresent()) {
      if (System.nanoTime() > deadline) {
        throw refusal(job.get());
      }
      Thread.sleep(PAUSE.toMillis());
      job = sightings.next();
    }
  }

  /** Looks again and again. A look that fails is no sign that a job which was seen is gone. */
  private final class Sightings {
    private final Look look;
    private Optional<PresentJob> last = Optional.empty();
    private boolean told;

    Sightings(Look look) {
      this.look = look;
    }

    Optional<PresentJob> next() throws InterruptedException {
      try {
        last = look.find();
      } catch (ExecutionException | TimeoutException e) {
        if (e.getCause() instanceof GroupIdNotFoundException) {
          last = Optional.empty();
        } else if (!told) {
          told = true;
          say.accept(
              "Whether a job of group %s runs already cannot be seen, since Kafka does not show us group %s: %s"
                  .formatted(ends.groupId(), PresentJob.group(ends.groupId()), e.getMessage()));
        }
      }
      return last;
    }
  }

  private BadInputException refusal(PresentJob job) {
    return new BadInputException(
        ("A job of group %s runs already (%s), and a group has one job: to answer more, stop it and"
                + " start it with a higher --parallelism, on several machines with --job-manager."
                + " With another --group-id a job answers every event again.")
            .formatted(ends.groupId(), job));
  }

  private Optional<PresentJob> find(Admin admin)
      throws ExecutionException, TimeoutException, InterruptedException {
    String group = PresentJob.group(ends.groupId());
    return admin
        .describeConsumerGroups(List.of(group))
        .describedGroups()
        .get(group)
        .get(2 * TIMEOUT.toSeconds(), TimeUnit.SECONDS)
        .members()
        .stream()
        .map(MemberDescription::clientId)
        .flatMap(id -> PresentJob.of(id).stream())
        .findFirst();
  }

  private Admin admin() {
    Properties properties = ends.kafka().clientProperties();
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, String.valueOf(TIMEOUT.toMillis()));
    properties.put(
        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, String.valueOf(TIMEOUT.toMillis()));
    return Admin.create(properties);
  }
}
