package dev.signalbox.worker.prompt;

/**
 * A conversation as token ids.
 *
 * @param pictureRows rows of {@code ids} that pictures fill, ascending; the user's text can't add
 *     any
 */
@SuppressWarnings("ArrayRecordComponent")
public record Prompt(long[] ids, long[] pictureRows) {
  public int tokens() {
    return ids.length;
  }

  public int imageTokens() {
    return pictureRows.length;
  }
}
