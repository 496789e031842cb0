package io.mosaicgpt.jobs.config;

import io.mosaicgpt.jobs.BadInputException;
import io.mosaicgpt.jobs.terminal.TextLine;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A YAML file whose values stay the text that was written. YAML itself would read {@code 0123} as
 * 83, {@code 2024_01} as 202401 and {@code 1e3} as 1000.0, of a password as of a number. Anchors
 * and aliases mean what YAML says.
 */
final class YamlText {
  private static final Set<Tag> PLAIN_TAGS =
      Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.TIMESTAMP);

  private final String file;

  /** Reads files of this name, which messages repeat. */
  YamlText(String file) {
    this.file = file;
  }

  /**
   * The file's mapping, in its order; empty when the file has nothing but comments.
   *
   * @throws BadInputException when the text is no YAML, or no mapping
   */
  Map<String, Node> parse(String text) {
    Node root;
    try {
      root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
    } catch (MarkedYAMLException e) {
      throw invalid("near line %d: %s".formatted(line(e), problem(e)), e);
    } catch (YAMLException e) {
      throw invalid(": " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""), e);
    }
    return (root == null ? Optional.of(Map.<String, Node>of()) : mapping(root))
        .orElseThrow(
            () ->
                new BadInputException(
                    ("The configuration file %s is no mapping: write lines such as 'input-topic:"
                            + " my.topic'.")
                        .formatted(file)));
  }

  /**
   * The entries of a node, in their order, none of a node without a value; nothing when it is no
   * mapping.
   *
   * @throws BadInputException when a key comes twice or is no text
   */
  Optional<Map<String, Node>> mapping(Node node) {
    if (!(node instanceof MappingNode mapping)) {
      return isNull(node) ? Optional.of(Map.of()) : Optional.empty();
    }
    Map<String, Node> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String key = key(tuple.getKeyNode());
      if (entries.put(key, tuple.getValueNode()) != null) {
        throw new BadInputException(
            "The configuration file %s has the key '%s' twice, the second time in line %d: leave one."
                .formatted(file, TextLine.of(key, 60), line(tuple.getKeyNode())));
      }
    }
    return Optional.of(entries);
  }

  private String key(Node node) {
    if (node instanceof ScalarNode key && PLAIN_TAGS.contains(key.getTag())) {
      return key.getValue();
    }
    throw new BadInputException(
        "Line %d of the configuration file %s has a key that is no text: write 'name: value'."
            .formatted(line(node), file));
  }

  /**
   * The text of a single value; nothing for {@code ~}, {@code null} and no value at all.
   *
   * @param name of the value, for messages, which never repeat the text itself
   * @throws BadInputException when it is a list or mapping, or has a tag that changes its text
   */
  Optional<String> scalar(Node node, String name) {
    if (!(node instanceof ScalarNode scalar)) {
      throw new BadInputException(name + " is no single value: give a text, number or true/false.");
    }
    if (!PLAIN_TAGS.contains(scalar.getTag())) {
      throw new BadInputException(
          name + " has a tag: leave it out, or put a text that begins with ! in single quotes.");
    }
    return isNull(node) ? Optional.empty() : Optional.of(scalar.getValue());
  }

  /** Where a value stands, for messages. */
  String origin(String key, Node node) {
    return "%s in line %d of %s".formatted(key, line(node), file);
  }

  private static boolean isNull(Node node) {
    return node instanceof ScalarNode scalar
        && scalar.isPlain()
        && scalar.getTag().equals(Tag.NULL);
  }

  private static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  private static int line(MarkedYAMLException e) {
    return e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
  }

  /** Without the words of the file that the parser quotes: they may be part of a secret. */
  private static String problem(MarkedYAMLException e) {
    String problem = String.valueOf(e.getProblem());
    if (problem.contains("alias")) {
      return "an alias without its anchor; put a text that begins with * in single quotes";
    }
    if (problem.contains("another document")) {
      return "a second document begins; leave one";
    }
    return problem.contains("tag")
        ? "a tag that is not known; put a text that begins with ! in single quotes"
        : problem.lines().findFirst().orElse("") + "; put a text with such characters in quotes";
  }

  private BadInputException invalid(String why, Exception cause) {
    return new BadInputException(
        "The configuration file %s is no valid YAML %s.".formatted(file, why).replace(" :", ":"),
        cause);
  }
}
