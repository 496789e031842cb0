package io.mosaicgpt.model.constraint.schema;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** What {@code format} means. A format that no draft names says nothing, as the standard has it. */
final class Formats {
  private static final String LEAP_YEAR =
      "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)";
  private static final String DATE =
      "(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
          + "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))|"
          + LEAP_YEAR
          + "-02-29)";
  private static final String CLOCK = "(?:[01][0-9]|2[0-3]):[0-5][0-9]";

  /** Java's dates, and those of others, know no larger offset. */
  private static final String OFFSET = "(?:[Zz]|[+-](?:(?:0[0-9]|1[0-7]):[0-5][0-9]|18:00))";

  private static final String TIME = CLOCK + ":[0-5][0-9](?:\\.[0-9]{1,9})?" + OFFSET;

  private static final String BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final String IPV4 = BYTE + "(?:\\." + BYTE + "){3}";
  private static final String GROUP = "[0-9A-Fa-f]{1,4}";
  private static final String IPV6 =
      "(?:(?:G:){7}(?:G|:)|(?:G:){6}(?:V4|:G|:)|(?:G:){5}(?::V4|(?::G){1,2}|:)"
          + "|(?:G:){4}(?:(?::G){0,1}:V4|(?::G){1,3}|:)|(?:G:){3}(?:(?::G){0,2}:V4|(?::G){1,4}|:)"
          + "|(?:G:){2}(?:(?::G){0,3}:V4|(?::G){1,5}|:)|(?:G:){1}(?:(?::G){0,4}:V4|(?::G){1,6}|:)"
          + "|:(?:(?::G){0,5}:V4|(?::G){1,7}|:))";

  private static final String LABEL = "[A-Za-z0-9](?:-*[A-Za-z0-9])*";
  private static final String HOSTNAME = LABEL + "(?:\\." + LABEL + ")*";
  private static final String ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";

  private static final String PCT = "%[0-9A-Fa-f]{2}";
  private static final String PCHAR = "(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|" + PCT + ")";
  private static final String TAIL = "(?:\\?(?:" + PCHAR + "|[/?])*)?(?:#(?:" + PCHAR + "|[/?])*)?";
  private static final String AUTHORITY =
      "(?:(?:[A-Za-z0-9._~!$&'()*+,;=:-]|" + PCT + ")*@)?" + HOSTNAME + "(?::[0-9]{1,5})?";
  private static final String URI =
      "[A-Za-z][A-Za-z0-9+.-]*:(?://(?:"
          + AUTHORITY
          + "(?:/"
          + PCHAR
          + "*)*|(?:/"
          + PCHAR
          + "+)+/?)|/?"
          + PCHAR
          + "+(?:/"
          + PCHAR
          + "*)*)"
          + TAIL;

  /**
   * All of them hold. Names of hosts are shorter than they could be, so that no part is too long.
   */
  private static final Map<String, List<String>> REGEXES =
      Map.ofEntries(
          Map.entry("date", List.of(DATE)),
          Map.entry("time", List.of(TIME)),
          Map.entry("date-time", List.of(DATE + "[Tt]" + TIME)),
          Map.entry("uuid", List.of("[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")),
          Map.entry("ipv4", List.of(IPV4)),
          Map.entry("ipv6", List.of(ipv6())),
          Map.entry("hostname", List.of(HOSTNAME, ".{1,63}")),
          Map.entry(
              "email", List.of(ATOM + "(?:\\." + ATOM + ")*@" + HOSTNAME, "[^@]{1,64}@.{1,63}")),
          Map.entry("uri", List.of(URI)));

  /** Characters of the longest text, where there is one that is not far longer than most. */
  private static final Map<String, Integer> LONGEST =
      Map.of("email", 128, "hostname", 63, "uuid", 36, "date", 10, "ipv4", 15, "ipv6", 45);

  private static final Set<String> STANDARD =
      Set.of(
          "duration",
          "idn-email",
          "idn-hostname",
          "uri-reference",
          "iri",
          "iri-reference",
          "uri-template",
          "json-pointer",
          "relative-json-pointer",
          "regex");

  private Formats() {}

  /** The expressions that a whole text of a format matches; null where there are none. */
  static List<String> regexes(String format) {
    return REGEXES.get(format);
  }

  /** Whether no text of a format has more characters than a bound. */
  static boolean fits(String format, int most) {
    return LONGEST.getOrDefault(format, Integer.MAX_VALUE) <= most;
  }

  /** Whether a draft names a format for which there is no expression. */
  static boolean isStandard(String format) {
    return STANDARD.contains(format);
  }

  private static String ipv6() {
    return IPV6.replace("V4", IPV4).replace("G", GROUP);
  }
}
