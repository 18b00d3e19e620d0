package dev.signalbox.ingress.routing;

/**
 * What a decision uses of a request.
 *
 * @param textTokens tokens of the text of the prompt, tools included, by the rule of four
 *     characters a token and three tokens a message
 * @param images number of pictures, at most {@link #MOST_IMAGES}
 * @param tools number of tools offered
 * @param json JSON output asked for
 * @param stream streaming asked for
 * @param maxOutputTokens bound on the output; 0 means none given
 * @param choices answers wanted, each of which may be as long as the bound
 * @param modelAsked the public name that the client asked for
 */
public record RequestFacts(
    int textTokens,
    int images,
    int tools,
    boolean json,
    boolean stream,
    int maxOutputTokens,
    int choices,
    String modelAsked) {
  /** Most pictures in one request; keeps the arithmetic of expected costs within range. */
  public static final int MOST_IMAGES = 1_000;

  /** Of a request for one answer. */
  public RequestFacts(
      int textTokens,
      int images,
      int tools,
      boolean json,
      boolean stream,
      int maxOutputTokens,
      String modelAsked) {
    this(textTokens, images, tools, json, stream, maxOutputTokens, 1, modelAsked);
  }

  public RequestFacts {
    if (choices < 1) {
      throw new IllegalArgumentException("at least one answer is wanted: " + choices);
    }
    if (textTokens < 0 || images < 0 || tools < 0 || maxOutputTokens < 0) {
      throw new IllegalArgumentException("counts are not negative");
    }
    if (images > MOST_IMAGES) {
      throw new IllegalArgumentException("at most " + MOST_IMAGES + " pictures: " + images);
    }
  }
}
