package io.mosaicgpt.model.tokenizer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** The tokenizer of the small model, a byte-level BPE of 2,000 ids, as it is or changed. */
public final class SmallTokenizer {
  private static final String RESOURCE = "/small/tokenizer.json";

  private SmallTokenizer() {}

  public static Tokenizer open() throws IOException {
    return HuggingFaceJsonTokenizer.open("small", new ByteArrayInputStream(json()));
  }

  /** Bytes of the {@code tokenizer.json}. */
  public static byte[] json() throws IOException {
    try (InputStream in = SmallTokenizer.class.getResourceAsStream(RESOURCE)) {
      return in.readAllBytes();
    }
  }

  /** Opens the tokenizer after {@code change} to its JSON. */
  public static Tokenizer changed(Consumer<ObjectNode> change) throws IOException {
    ObjectNode root = (ObjectNode) new ObjectMapper().readTree(json());
    change.accept(root);
    byte[] json = root.toString().getBytes(StandardCharsets.UTF_8);
    return HuggingFaceJsonTokenizer.open("changed.json", new ByteArrayInputStream(json));
  }
}
