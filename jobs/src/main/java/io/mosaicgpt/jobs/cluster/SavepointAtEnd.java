package io.mosaicgpt.jobs.cluster;

import static java.util.Objects.requireNonNull;

/**
 * A savepoint that has ended a job.
 *
 * @param path where it is
 * @param drained whether the job was told to answer what it had read first; such a savepoint is of
 *     a job that is over, and nothing goes on from it
 */
public record SavepointAtEnd(String path, boolean drained) {
  public SavepointAtEnd {
    requireNonNull(path, "path is null");
  }
}
