package dev.signalbox.platform.problem;

import org.jspecify.annotations.Nullable;

/** OpenAI's error object: {@code {"error": {"message", "type", "param", "code"}}}. */
public record OpenAiError(Body error) {
  public record Body(String message, String type, @Nullable String param, String code) {}

  public static OpenAiError of(ProblemException e) {
    return new OpenAiError(new Body(e.detail(), e.problem().type(), e.param(), e.problem().code()));
  }
}
