package io.mosaicgpt.model.constraint.schema;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mosaicgpt.model.constraint.FormException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A schema's document: its draft, and what its references refer to. Immutable once it is read. */
final class SchemaDocument {
  private static final int MOST_DEPTH = 256;

  private static final ObjectMapper JSON =
      new ObjectMapper(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MOST_DEPTH).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  /** Of these keywords each member is a schema. */
  private static final Set<String> MAPS =
      Set.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas");

  /** What stands below these is data. */
  private static final Set<String> DATA = Set.of("enum", "const", "default", "examples");

  private final Located root;
  private final boolean siblingsOfRefCount;
  private final Map<String, Located> resources = new HashMap<>();
  private final Map<String, Located> anchors = new HashMap<>();

  private SchemaDocument(JsonNode node) {
    this.siblingsOfRefCount = !node.path("$schema").asText().matches(".*draft-0[3-7].*");
    this.root = Located.root(node);
    resources.put("", root);
    resources.put(root.resource(), root);
    index(root);
  }

  /**
   * Reads a document.
   *
   * @throws FormException when it is no JSON, or has a key twice
   */
  static SchemaDocument parse(String text) {
    try {
      return new SchemaDocument(JSON.readTree(text));
    } catch (JsonProcessingException e) {
      String why = e.getOriginalMessage().lines().findFirst().orElse("");
      throw new FormException(
          "json",
          "",
          "The schema is not JSON that can be used (line %d, column %d: %s)."
              .formatted(
                  e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                  e.getLocation() == null ? 1 : e.getLocation().getColumnNr(),
                  why.replaceAll("\\.$", "")));
    }
  }

  Located root() {
    return root;
  }

  /** Since draft 2019-09 they do; before, {@code $ref} was all there is. */
  boolean siblingsOfRefCount() {
    return siblingsOfRefCount;
  }

  /**
   * What a reference refers to.
   *
   * @throws FormException when that is not in the document
   */
  Located resolve(Located from, String ref) {
    try {
      int hash = ref.indexOf('#');
      String before = hash < 0 ? ref : ref.substring(0, hash);
      String fragment = hash < 0 ? "" : decode(ref.substring(hash + 1));
      String resource =
          before.isEmpty()
              ? from.resource()
              : Located.withoutFragment(from.base().resolve(new URI(before)));
      boolean pointer = fragment.isEmpty() || fragment.startsWith("/");
      Located found =
          pointer
              ? below(resources.get(resource), fragment)
              : anchors.get(resource + "#" + fragment);
      if (found == null && pointer && before.isEmpty()) {
        found = below(root, fragment); // what looks like an address within is often none
      }
      if (found != null) {
        return found;
      }
    } catch (IllegalArgumentException | URISyntaxException e) {
      // as if nothing were there
    }
    throw new FormException(
        "$ref",
        from.at("$ref"),
        "The reference '%s' at %s leads to nothing in the schema; only what is in it can be referred to."
            .formatted(ref, from.at("$ref")));
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private Located below(Located resource, String pointer) {
    Located at = resource;
    if (at == null || pointer.isEmpty()) {
      return at;
    }
    for (String token : pointer.substring(1).split("/", -1)) {
      String key = token.replace("~1", "/").replace("~0", "~");
      if (at.node().isArray() && !key.matches("[0-9]{1,6}")) {
        return null;
      }
      Located child = at.child(key);
      if (child.node().isMissingNode()) {
        return null;
      }
      at = child;
    }
    return at;
  }

  private void index(Located at) {
    JsonNode node = at.node();
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        index(at.child(Integer.toString(i)));
      }
    }
    if (!node.isObject()) {
      return;
    }
    resources.putIfAbsent(at.resource(), at);
    anchor(at, node.path("$anchor").asText(""));
    anchor(at, node.path("$dynamicAnchor").asText(""));
    for (String key : Set.of("$id", "id")) {
      String id = node.path(key).isTextual() ? node.path(key).asText() : "";
      anchor(at, id.startsWith("#") ? id.substring(1) : "");
    }
    node.fieldNames()
        .forEachRemaining(
            key -> {
              if (MAPS.contains(key) && node.get(key).isObject()) {
                node.get(key).fieldNames().forEachRemaining(name -> index(at.child(key, name)));
              } else if (!DATA.contains(key) && !MAPS.contains(key)) {
                index(at.child(key));
              }
            });
  }

  private void anchor(Located at, String name) {
    if (!name.isEmpty()) {
      anchors.putIfAbsent(at.resource() + "#" + name, at);
    }
  }
}
