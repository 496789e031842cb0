package io.mosaicgpt.model.constraint.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.mosaicgpt.model.constraint.language.Languages;
import java.math.BigDecimal;
import java.util.Map;

/**
 * The one spelling in which forms write a value of JSON: without white space, strings as RFC 8785
 * has them, numbers in digits alone, whole ones without a point.
 */
public final class CanonicalJson {
  /** Digits that a number may be written out with. */
  private static final int MOST_DIGITS = 400;

  private CanonicalJson() {}

  /** A value's text, the properties of objects in the order they have. */
  public static String text(JsonNode value) {
    StringBuilder text = new StringBuilder();
    write(value, text);
    return text.toString();
  }

  /** A string's text, in quotes. */
  public static String text(String string) {
    StringBuilder text = new StringBuilder("\"");
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c < 0x20 || c == '"' || c == '\\') {
        text.append(Languages.escape(c));
      } else {
        text.append(c);
      }
    }
    return text.append('"').toString();
  }

  private static void write(JsonNode value, StringBuilder text) {
    if (value.isObject()) {
      char separator = '{';
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        text.append(separator).append(text(field.getKey())).append(':');
        write(field.getValue(), text);
        separator = ',';
      }
      text.append(value.isEmpty() ? "{}" : "}");
    } else if (value.isArray()) {
      char separator = '[';
      for (JsonNode item : value) {
        text.append(separator);
        write(item, text);
        separator = ',';
      }
      text.append(value.isEmpty() ? "[]" : "]");
    } else if (value.isTextual()) {
      text.append(text(value.textValue()));
    } else if (value.isNumber()) {
      text.append(number(value.decimalValue()));
    } else {
      text.append(value.asText());
    }
  }

  private static String number(BigDecimal value) {
    BigDecimal number = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    boolean tooLong = number.precision() + Math.abs((long) number.scale()) > MOST_DIGITS;
    return tooLong
        ? number.toString().replace("E+", "e").replace("E", "e")
        : number.toPlainString();
  }
}
