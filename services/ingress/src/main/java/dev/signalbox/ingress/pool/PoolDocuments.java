package dev.signalbox.ingress.pool;

import java.util.Map;

/** Reads {@code signalbox.dev/v1alpha1} documents, the same as a file and as custom resources. */
public final class PoolDocuments {
  public static final String API_VERSION = "signalbox.dev/v1alpha1";

  private PoolDocuments() {}

  /**
   * @param text one or more YAML (or JSON) documents
   * @param source name for messages, such as the file's
   * @param environment variables that {@code enabledWhen} looks at; a blank one counts as absent
   */
  public static PoolReading parse(String text, String source, Map<String, String> environment) {
    throw new UnsupportedOperationException("being written");
  }
}
