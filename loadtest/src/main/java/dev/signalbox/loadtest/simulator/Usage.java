package dev.signalbox.loadtest.simulator;

/**
 * Tokens of one request.
 *
 * @param promptTokens all input tokens, cached ones included
 * @param cachedTokens the cached part of the input
 * @param completionTokens tokens that were generated, whether or not the client stayed to read them
 */
public record Usage(int promptTokens, int cachedTokens, int completionTokens) {
  public Usage {
    if (cachedTokens < 0 || cachedTokens > promptTokens || completionTokens < 0) {
      throw new IllegalArgumentException(
          "no usage: " + promptTokens + " in, " + cachedTokens + " cached, " + completionTokens);
    }
  }

  Usage withCompletionTokens(int tokens) {
    return new Usage(promptTokens, cachedTokens, tokens);
  }
}
