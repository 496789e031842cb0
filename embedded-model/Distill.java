import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes more labelled texts out of those there are: {@code java -cp DISTRIBUTION/engine/* Distill.java
 * TRAINED SEED COUNT OUTPUT}. A teacher, which is a softmax regression on n-grams of words and of
 * characters, learns the lines of TRAINED; new texts are spliced from two of them or thinned, and
 * each gets a label that is drawn from what the teacher thinks of it. A small transformer learns
 * rare words from these that a few thousand lines alone don't teach it (Hinton et al. 2015,
 * "Distilling the knowledge in a neural network"; Wei and Zou 2019, "EDA").
 */
public final class Distill {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_WORDS = 40;

  /** So many of the labels that the teacher confuses most with a text's own lend it an end. */
  private static final int NEAR = 5;

  private Distill() {}

  public static void main(String[] args) throws IOException {
    List<ObjectNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(args[0]))) {
      lines.add((ObjectNode) JSON.readTree(line));
    }
    long seed = Long.parseLong(args[1]);
    Teacher teacher = new Teacher(lines, seed);
    Texts texts = new Texts(lines, teacher, new Random(seed));
    Random random = new Random(seed + 1);
    try (Writer out = Files.newBufferedWriter(Path.of(args[3]))) {
      for (int i = Integer.parseInt(args[2]); i > 0; i--) {
        String text = texts.next();
        ObjectNode line = lines.get(0).deepCopy().put("text", text);
        out.write(JSON.writeValueAsString(line.put("label", teacher.draw(text, random))));
        out.write('\n');
      }
    }
  }

  static String text(ObjectNode line) {
    return line.get("text").asText();
  }

  static String label(ObjectNode line) {
    return line.get("label").asText();
  }

  /** Texts that are like those given. */
  private static final class Texts {
    private final List<ObjectNode> lines;
    private final Random random;
    private final Map<String, List<String>> byLabel = new LinkedHashMap<>();
    private final Map<String, List<String>> near = new HashMap<>();

    Texts(List<ObjectNode> lines, Teacher teacher, Random random) {
      this.lines = lines;
      this.random = random;
      for (ObjectNode line : lines) {
        byLabel.computeIfAbsent(label(line), label -> new ArrayList<>()).add(text(line));
      }
      byLabel.forEach((label, texts) -> near.put(label, teacher.confused(label, texts, NEAR)));
    }

    /** A text thinned, or its beginning with the end of another. */
    String next() {
      ObjectNode first = any(lines);
      double kind = random.nextDouble();
      String text;
      if (kind < 0.25) {
        text = thinned(words(text(first)), any(List.of(0.1, 0.2, 0.35)));
      } else {
        String second =
            kind < 0.5
                ? any(byLabel.get(label(first)))
                : kind < 0.8 ? any(byLabel.get(any(near.get(label(first))))) : text(any(lines));
        List<String> begin = words(text(first));
        List<String> end = words(second);
        List<String> spliced = new ArrayList<>(begin.subList(0, 1 + random.nextInt(begin.size())));
        spliced.addAll(end.subList(random.nextInt(end.size()), end.size()));
        text = thinned(spliced.subList(0, Math.min(MOST_WORDS, spliced.size())), 0.05);
      }
      return random.nextDouble() < 0.3 ? text.toLowerCase(Locale.ROOT) : text;
    }

    private String thinned(List<String> words, double share) {
      List<String> kept = new ArrayList<>(words);
      kept.removeIf(word -> random.nextDouble() < share);
      return String.join(" ", kept.isEmpty() ? words : kept);
    }

    private <T> T any(List<T> from) {
      return from.get(random.nextInt(from.size()));
    }

    private static List<String> words(String text) {
      return List.of(text.split("\\s+"));
    }
  }

  /** Softmax regression on n-grams, whose weights a few rounds of AdaGrad find. */
  private static final class Teacher {
    private static final int ROUNDS = 30;
    private static final float STEP = 0.1f;

    final List<String> labels;
    private final NGrams grams;
    private final float[][] weights;

    Teacher(List<ObjectNode> lines, long seed) {
      labels = List.copyOf(new TreeSet<>(lines.stream().map(Distill::label).toList()));
      grams = new NGrams(lines.stream().map(Distill::text).toList());
      weights = new float[grams.size()][labels.size()];
      float[][] squares = new float[grams.size()][labels.size()];
      int[] expected = lines.stream().mapToInt(line -> labels.indexOf(label(line))).toArray();
      List<Vector> inputs = lines.stream().map(line -> grams.of(text(line))).toList();
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < inputs.size(); i++) {
        order.add(i);
      }
      Random random = new Random(seed);
      for (int round = 0; round < ROUNDS; round++) {
        Collections.shuffle(order, random);
        for (int at : order) {
          double[] error = probabilities(inputs.get(at));
          error[expected[at]] -= 1;
          learn(inputs.get(at), error, squares);
        }
      }
    }

    private void learn(Vector input, double[] error, float[][] squares) {
      for (int i = 0; i < input.at.length; i++) {
        float[] row = weights[input.at[i]];
        float[] square = squares[input.at[i]];
        for (int label = 0; label < row.length; label++) {
          float gradient = (float) error[label] * input.value[i];
          square[label] += gradient * gradient;
          row[label] -= STEP * gradient / (float) Math.sqrt(square[label] + 1e-8f);
        }
      }
    }

    double[] probabilities(String text) {
      return probabilities(grams.of(text));
    }

    private double[] probabilities(Vector input) {
      double[] scores = new double[labels.size()];
      for (int i = 0; i < input.at.length; i++) {
        float[] row = weights[input.at[i]];
        for (int label = 0; label < scores.length; label++) {
          scores[label] += row[label] * input.value[i];
        }
      }
      double largest = Arrays.stream(scores).max().orElseThrow();
      double sum = 0;
      for (int label = 0; label < scores.length; label++) {
        scores[label] = Math.exp(scores[label] - largest);
        sum += scores[label];
      }
      for (int label = 0; label < scores.length; label++) {
        scores[label] /= sum;
      }
      return scores;
    }

    /** The labels that texts of {@code label} are taken for most. */
    List<String> confused(String label, List<String> texts, int count) {
      double[] sums = new double[labels.size()];
      for (String text : texts) {
        double[] probabilities = probabilities(text);
        Arrays.setAll(sums, i -> sums[i] + probabilities[i]);
      }
      sums[labels.indexOf(label)] = -1;
      return labels.stream()
          .sorted(Comparator.comparingDouble((String other) -> -sums[labels.indexOf(other)]))
          .limit(count)
          .toList();
    }

    String draw(String text, Random random) {
      double[] probabilities = probabilities(text);
      double left = random.nextDouble();
      int label = 0;
      while (label < probabilities.length - 1 && left >= probabilities[label]) {
        left -= probabilities[label++];
      }
      return labels.get(label);
    }
  }

  private record Vector(int[] at, float[] value) {}

  /** Weighs the words, pairs of words and pieces of words of a text by how rare they are. */
  private static final class NGrams {
    private static final Pattern WORD = Pattern.compile("\\w\\w+");

    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<Double> rarity = new ArrayList<>();

    NGrams(List<String> texts) {
      Map<String, Integer> counts = new LinkedHashMap<>();
      for (String text : texts) {
        new HashSet<>(words(text)).stream().sorted().forEach(gram -> counts.merge(gram, 1, Integer::sum));
        new HashSet<>(pieces(text)).stream().sorted().forEach(gram -> counts.merge(gram, 1, Integer::sum));
      }
      counts.forEach(
          (gram, count) -> {
            if (count > 1 || gram.startsWith("w")) {
              numbers.put(gram, numbers.size());
              rarity.add(Math.log((1.0 + texts.size()) / (1 + count)) + 1);
            }
          });
    }

    int size() {
      return numbers.size();
    }

    /** The words and the pieces each of length 1. */
    Vector of(String text) {
      Map<Integer, Double> all = new LinkedHashMap<>(unit(words(text)));
      all.putAll(unit(pieces(text)));
      int[] at = all.keySet().stream().mapToInt(Integer::intValue).toArray();
      float[] value = new float[at.length];
      for (int i = 0; i < at.length; i++) {
        value[i] = all.get(at[i]).floatValue();
      }
      return new Vector(at, value);
    }

    private Map<Integer, Double> unit(List<String> grams) {
      Map<Integer, Double> values = new LinkedHashMap<>();
      for (String gram : grams) {
        Integer number = numbers.get(gram);
        if (number != null) {
          values.merge(number, 1.0, Double::sum);
        }
      }
      values.replaceAll((number, count) -> (1 + Math.log(count)) * rarity.get(number));
      double length = Math.sqrt(values.values().stream().mapToDouble(v -> v * v).sum());
      values.replaceAll((number, value) -> value / length);
      return values;
    }

    private static List<String> words(String text) {
      List<String> grams = new ArrayList<>();
      Matcher matcher = WORD.matcher(text.toLowerCase(Locale.ROOT));
      String before = null;
      while (matcher.find()) {
        grams.add("w" + matcher.group());
        if (before != null) {
          grams.add("w" + before + " " + matcher.group());
        }
        before = matcher.group();
      }
      return grams;
    }

    private static List<String> pieces(String text) {
      List<String> grams = new ArrayList<>();
      for (String word : text.toLowerCase(Locale.ROOT).split("\\s+")) {
        String padded = " " + word + " ";
        for (int length = 2; length <= 5; length++) {
          for (int at = 0; at + length <= padded.length(); at++) {
            grams.add("c" + padded.substring(at, at + length));
          }
        }
      }
      return grams;
    }
  }
}
