package io.mosaicgpt.model.constraint.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * A schema within a document. Equal where the place is.
 *
 * @param pointer JSON pointer to it from the document's root
 * @param base what its references are relative to
 */
record Located(JsonNode node, String pointer, URI base) {
  private static final URI NO_BASE = URI.create("");

  static Located root(JsonNode node) {
    return new Located(node, "", base(NO_BASE, node));
  }

  /** A schema below this one. */
  Located child(String... tokens) {
    JsonNode child = node;
    StringBuilder at = new StringBuilder(pointer);
    for (String token : tokens) {
      child = child.isArray() ? child.path(Integer.parseInt(token)) : child.path(token);
      at.append('/').append(token.replace("~", "~0").replace("/", "~1"));
    }
    return new Located(child, at.toString(), base(base, child));
  }

  /** The place of one of its keywords. */
  String at(String keyword) {
    return pointer + "/" + keyword.replace("~", "~0").replace("/", "~1");
  }

  /** The address of the resource it belongs to. */
  String resource() {
    return withoutFragment(base);
  }

  static String withoutFragment(URI uri) {
    String text = uri.toString();
    int hash = text.indexOf('#');
    return hash < 0 ? text : text.substring(0, hash);
  }

  private static URI base(URI outer, JsonNode node) {
    for (String key : new String[] {"$id", "id"}) {
      JsonNode id = node.path(key);
      if (id.isTextual() && !id.asText().isEmpty() && !id.asText().startsWith("#")) {
        try {
          return new URI(withoutFragment(outer.resolve(new URI(id.asText()))));
        } catch (URISyntaxException | IllegalArgumentException e) {
          return outer; // no reference can mean it
        }
      }
    }
    return outer;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Located located && pointer.equals(located.pointer);
  }

  @Override
  public int hashCode() {
    return pointer.hashCode();
  }
}
