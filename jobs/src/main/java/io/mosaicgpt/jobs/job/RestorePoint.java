package io.mosaicgpt.jobs.job;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * The state that a job begins with.
 *
 * @param what {@code auto}, {@code newest}, {@code none}, or the path of a checkpoint or savepoint
 *     as Flink takes it
 * @param owned whether it is a checkpoint of an earlier run of the same job, and goes when this run
 *     has newer ones
 */
public record RestorePoint(String what, boolean owned) {
  /** The newest checkpoint of the job, if there is one. */
  public static final RestorePoint AUTO = of("auto");

  /** The same, even if the cluster has forgotten the job that it is of. */
  public static final RestorePoint NEWEST = of("newest");

  /** No checkpoint. */
  public static final RestorePoint NONE = of("none");

  public RestorePoint {
    requireNonNull(what, "what is null");
  }

  /** One that somebody names, and keeps. */
  public static RestorePoint of(String what) {
    return new RestorePoint(what, false);
  }

  /** A checkpoint of an earlier run, which this one may delete. */
  public static RestorePoint own(String checkpoint) {
    return new RestorePoint(checkpoint, true);
  }

  /** Whether it has yet to be found. */
  public boolean isAuto() {
    return equals(AUTO) || isNewest();
  }

  /** Whether the newest state that lies in a directory is the last there was. */
  public boolean isNewest() {
    return equals(NEWEST);
  }

  /** Whether the job begins without state. */
  public boolean isNone() {
    return equals(NONE);
  }

  /** The path; nothing for {@code auto}, {@code newest} and {@code none}. */
  public Optional<String> path() {
    return isAuto() || isNone() ? Optional.empty() : Optional.of(what);
  }
}
