package dev.signalbox.ingress.api;

import io.vertx.core.http.HttpHeaders;

/** Header names of the API, and what may stand in them. */
final class Headers {
  static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
  static final CharSequence DECISION = HttpHeaders.createOptimized("x-signalbox-decision");
  static final CharSequence MODEL = HttpHeaders.createOptimized("x-signalbox-model");
  static final CharSequence REASON = HttpHeaders.createOptimized("x-signalbox-reason");
  static final CharSequence COST = HttpHeaders.createOptimized("x-signalbox-cost-usd");
  static final CharSequence SAVED = HttpHeaders.createOptimized("x-signalbox-saved-usd");
  static final CharSequence SIMULATED = HttpHeaders.createOptimized("x-signalbox-simulated");
  static final CharSequence USAGE = HttpHeaders.createOptimized("x-signalbox-usage");
  static final CharSequence MODE = HttpHeaders.createOptimized("x-signalbox-mode");
  static final CharSequence MODELS = HttpHeaders.createOptimized("x-signalbox-models");
  static final CharSequence ZONE = HttpHeaders.createOptimized("x-signalbox-zone");
  static final CharSequence MAX_COST = HttpHeaders.createOptimized("x-signalbox-max-cost-usd");
  static final CharSequence SESSION = HttpHeaders.createOptimized("x-signalbox-session");
  static final CharSequence ESCALATION = HttpHeaders.createOptimized("x-signalbox-escalation");
  static final CharSequence PARITY = HttpHeaders.createOptimized("x-signalbox-parity");
  static final CharSequence ESCALATED = HttpHeaders.createOptimized("x-signalbox-escalated");
  static final CharSequence SERVER_TIMING = HttpHeaders.createOptimized("server-timing");
  static final CharSequence PROCESSING = HttpHeaders.createOptimized("openai-processing-ms");
  static final CharSequence ACCEL_BUFFERING = HttpHeaders.createOptimized("x-accel-buffering");
  static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("retry-after");
  static final CharSequence TRACEPARENT = HttpHeaders.createOptimized("traceparent");
  static final CharSequence IDEMPOTENCY_KEY = HttpHeaders.createOptimized("idempotency-key");
  static final CharSequence CACHE = HttpHeaders.createOptimized("x-signalbox-cache");
  static final CharSequence API_KEY = HttpHeaders.createOptimized("x-api-key");
  static final CharSequence ANTHROPIC_VERSION = HttpHeaders.createOptimized("anthropic-version");
  static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
  static final CharSequence EVENT_STREAM =
      HttpHeaders.createOptimized("text/event-stream; charset=utf-8");
  private static final int LONGEST = 240;

  private Headers() {}

  /** Printable ASCII of bounded length, whatever {@code text} holds. */
  static String ascii(String text) {
    return printable(text) ? text : replaced(text);
  }

  private static boolean printable(String text) {
    if (text.length() > LONGEST) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c >= 0x7F) {
        return false;
      }
    }
    return true;
  }

  private static String replaced(String text) {
    int length = Math.min(text.length(), LONGEST);
    StringBuilder out = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      out.append(c >= ' ' && c < 0x7F ? c : '?');
    }
    return out.toString();
  }
}
