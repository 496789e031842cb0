package io.mosaicgpt.operators.wire;

/**
 * What an unreadable event says of itself, as far as it could be read. An id that is too long for
 * other records counts as not read.
 *
 * @param requestId the instruction's request_id, or null
 * @param customId the instruction's custom_id, or null
 */
public record RequestIds(String requestId, String customId) {
  /** Nothing could be read. */
  public static final RequestIds NONE = new RequestIds(null, null);

  /** Longest request_id or custom_id, in UTF-16 units. */
  static final int LONGEST = 1_024;

  public RequestIds {
    requestId = isTooLong(requestId) ? null : requestId;
    customId = isTooLong(customId) ? null : customId;
  }

  /** Ids go into every record about the request; a large one could not be written to Kafka. */
  static boolean isTooLong(String id) {
    return id != null && id.length() > LONGEST;
  }
}
