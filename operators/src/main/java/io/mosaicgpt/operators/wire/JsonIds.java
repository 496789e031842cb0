package io.mosaicgpt.operators.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Looks for the ids in a JSON event that cannot be read, up to where it stops being JSON: a dead
 * letter with the request's name is found by whoever misses the answer.
 */
final class JsonIds {
  /** What stands for bytes that are not UTF-8. */
  private static final char REPLACEMENT = '\uFFFD';

  private String requestId;
  private String customId;

  private JsonIds() {}

  /**
   * The ids of the object that the parser's text begins with.
   *
   * @param json before its first token
   */
  static RequestIds read(JsonParser json) {
    JsonIds ids = new JsonIds();
    try {
      ids.readObject(json);
    } catch (IOException e) {
      // No JSON from here on; what was found before holds.
    }
    return new RequestIds(ids.requestId, ids.customId);
  }

  private void readObject(JsonParser json) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      return;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      if (json.nextToken() == JsonToken.VALUE_STRING) {
        if (name.equals("request_id")) {
          requestId = sound(json.getText());
        } else if (name.equals("custom_id")) {
          customId = sound(json.getText());
        }
      } else {
        json.skipChildren();
      }
    }
  }

  /** Null for what no encoding could carry on, or did not carry here. */
  private static String sound(String text) {
    boolean whole = text.codePoints().noneMatch(c -> c == REPLACEMENT || isHalfAPair(c));
    return whole ? text : null;
  }

  private static boolean isHalfAPair(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }
}
