package io.mosaicgpt.model.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.mosaicgpt.model.engine.loop.InvarianceRequests.Asked;
import io.mosaicgpt.model.forward.ElementType;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests, each first alone on one replica, then all together on another one under many schedules.
 */
final class InvarianceStudy implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InvarianceStudy.class);
  private static final int REQUESTS = 300;

  private final InvarianceModel together;
  private final long requestSeed;
  private final List<Asked> requests;

  /**
   * Computes each request alone, with one thread.
   *
   * @param threads that schedules are run with
   */
  InvarianceStudy(ElementType type, int width, int layers, int threads, long requestSeed)
      throws IOException {
    this.requestSeed = requestSeed;
    try (InvarianceModel alone = InvarianceModel.load(type, width, layers, 1)) {
      this.requests = InvarianceRequests.of(alone, REQUESTS, requestSeed);
    }
    this.together = InvarianceModel.load(type, width, layers, threads);
  }

  /**
   * Fails at the first schedule under which a request brings something else than alone.
   *
   * @param share each schedule serves one request in so many, the next schedule the next ones
   */
  InvarianceFacts run(int share, InvarianceSchedule... schedules) {
    InvarianceFacts facts = InvarianceFacts.NONE;
    for (int i = 0; i < schedules.length; i++) {
      InvarianceSchedule schedule = schedules[i];
      int first = i % share;
      List<Asked> served =
          requests.stream().filter(asked -> asked.request().key() % share == first).toList();
      InvarianceRun.Outcome outcome = InvarianceRun.of(together, schedule, served);
      LOG.info("{}, requests {}: {}: {}", together, requestSeed, schedule, outcome.facts());
      assertThat(outcome.differences())
          .as(
              "%d of %d requests of seed %d differ on %s under %s",
              outcome.differences().size(), served.size(), requestSeed, together, schedule)
          .isEmpty();
      facts = facts.plus(outcome.facts());
    }
    return facts;
  }

  @Override
  public void close() {
    together.close();
  }
}
