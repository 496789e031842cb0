package io.mosaicgpt.model.training;

/** How the learning rate goes from its peak to its end. */
public enum Schedule {
  /** It stays at the peak. */
  CONSTANT {
    @Override
    double share(double progress) {
      return 1;
    }
  },
  /** A straight line. */
  LINEAR {
    @Override
    double share(double progress) {
      return 1 - progress;
    }
  },
  /** Half a cosine wave. */
  COSINE {
    @Override
    double share(double progress) {
      return (1 + Math.cos(Math.PI * progress)) / 2;
    }
  };

  /** Where between end (0) and peak (1) the rate is, after that share of the way. */
  abstract double share(double progress);
}
