package io.mosaicgpt.model.replica.cpu;

import io.mosaicgpt.model.checkpoint.ModelConfig;
import java.util.Arrays;

/** MosaicGPT in double precision, one plain loop after the other. */
final class ReferenceModel {
  private final MemoryCheckpoint weights;
  private final ModelConfig config;

  ReferenceModel(MemoryCheckpoint weights) {
    this.weights = weights;
    this.config = weights.config();
  }

  /** Logits after each token of a sequence, over the whole vocabulary. */
  double[][] logits(int[] tokens) {
    int d = config.dModel();
    double[][] x = new double[tokens.length][d];
    float[] wte = weights.values("wte.weight");
    for (int t = 0; t < tokens.length; t++) {
      for (int i = 0; i < d; i++) {
        x[t][i] = wte[tokens[t] * d + i];
        if (!config.alibi()) {
          x[t][i] += weights.values("wpe.weight")[t * d + i];
        }
      }
    }
    for (int layer = 0; layer < config.nLayers(); layer++) {
      String block = "blocks." + layer + ".";
      add(x, linear(block + "attn.out_proj", attention(block, norm(block + "ln_1", x))));
      double[][] hidden = linear(block + "mlp.mlp_up", norm(block + "ln_2", x));
      for (double[] row : hidden) {
        Arrays.setAll(row, i -> row[i] * 0.5 * (1 + erf(row[i] / Math.sqrt(2))));
      }
      add(x, linear(block + "mlp.mlp_down", hidden));
    }
    double[][] logits = multiply(wte, norm("ln_f", x));
    for (double[] row : logits) {
      Arrays.setAll(row, i -> row[i] * config.logitScale());
    }
    return logits;
  }

  private double[][] attention(String block, double[][] x) {
    int d = config.dModel();
    double[][] qkv = linear(block + "attn.Wqkv", x);
    if (config.clipQkv().isPresent()) {
      double clip = config.clipQkv().getAsDouble();
      for (double[] row : qkv) {
        Arrays.setAll(row, i -> Math.max(-clip, Math.min(clip, row[i])));
      }
    }
    double[][] q = columns(qkv, 0, d);
    double[][] k = columns(qkv, d, 2 * d);
    double[][] v = columns(qkv, 2 * d, 3 * d);
    if (config.qkLayerNorm()) {
      q = norm(block + "attn.q_ln", q);
      k = norm(block + "attn.k_ln", k);
    }
    double[][] out = new double[x.length][d];
    for (int head = 0; head < config.nHeads(); head++) {
      double slope =
          config.alibi() ? Math.pow(2, -config.alibiBiasMax() * (head + 1) / config.nHeads()) : 0;
      for (int i = 0; i < x.length; i++) {
        attend(q[i], k, v, i, head * config.headDim(), slope, out[i]);
      }
    }
    return out;
  }

  private void attend(
      double[] q, double[][] k, double[][] v, int i, int from, double slope, double[] out) {
    double[] weights = new double[i + 1];
    double largest = Double.NEGATIVE_INFINITY;
    for (int j = 0; j <= i; j++) {
      double dot = 0;
      for (int c = from; c < from + config.headDim(); c++) {
        dot += q[c] * k[j][c];
      }
      weights[j] = dot * config.softmaxScale() - slope * (i - j);
      largest = Math.max(largest, weights[j]);
    }
    double sum = 0;
    for (int j = 0; j <= i; j++) {
      weights[j] = Math.exp(weights[j] - largest);
      sum += weights[j];
    }
    for (int j = 0; j <= i; j++) {
      for (int c = from; c < from + config.headDim(); c++) {
        out[c] += weights[j] / sum * v[j][c];
      }
    }
  }

  private double[][] linear(String name, double[][] x) {
    double[][] y = multiply(weights.values(name + ".weight"), x);
    if (config.bias()) {
      float[] bias = weights.values(name + ".bias");
      for (double[] row : y) {
        Arrays.setAll(row, i -> row[i] + bias[i]);
      }
    }
    return y;
  }

  private double[][] norm(String name, double[][] x) {
    float[] weight = weights.values(name + ".weight");
    float[] bias = config.bias() ? weights.values(name + ".bias") : new float[weight.length];
    double[][] y = new double[x.length][];
    for (int t = 0; t < x.length; t++) {
      double mean = Arrays.stream(x[t]).average().orElseThrow();
      double variance =
          Arrays.stream(x[t]).map(e -> (e - mean) * (e - mean)).average().orElseThrow();
      double scale = 1 / Math.sqrt(variance + ModelConfig.LAYER_NORM_EPSILON);
      double[] row = x[t];
      y[t] = new double[row.length];
      Arrays.setAll(y[t], i -> (row[i] - mean) * scale * weight[i] + bias[i]);
    }
    return y;
  }

  private static double[][] multiply(float[] weight, double[][] x) {
    int in = x[0].length;
    double[][] y = new double[x.length][weight.length / in];
    for (int t = 0; t < x.length; t++) {
      for (int o = 0; o < y[t].length; o++) {
        for (int i = 0; i < in; i++) {
          y[t][o] += weight[o * in + i] * x[t][i];
        }
      }
    }
    return y;
  }

  private static double[][] columns(double[][] x, int from, int to) {
    return Arrays.stream(x).map(row -> Arrays.copyOfRange(row, from, to)).toArray(double[][]::new);
  }

  private static void add(double[][] x, double[][] y) {
    for (int t = 0; t < x.length; t++) {
      for (int i = 0; i < x[t].length; i++) {
        x[t][i] += y[t][i];
      }
    }
  }

  /** The error function by its power series, or for large arguments its continued fraction. */
  private static double erf(double x) {
    double a = Math.abs(x);
    if (a < 3) {
      double term = a;
      double sum = a;
      for (int n = 1; n < 100; n++) {
        term *= -a * a / n;
        sum += term / (2 * n + 1);
      }
      return Math.signum(x) * 2 / Math.sqrt(Math.PI) * sum;
    }
    double fraction = 0;
    for (int n = 60; n > 0; n--) {
      fraction = n / 2.0 / (a + fraction);
    }
    return Math.signum(x) * (1 - Math.exp(-a * a) / Math.sqrt(Math.PI) / (a + fraction));
  }
}
