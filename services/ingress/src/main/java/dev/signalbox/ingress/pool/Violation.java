package dev.signalbox.ingress.pool;

/**
 * One thing that is wrong in a pool document.
 *
 * @param source the file's or resource's name
 * @param line from 1; 0 when no line is to blame
 * @param path document and field, such as {@code Model/gpt-4o spec.price.inputPerMillion}
 * @param reason what is wrong and what would be right, without a full stop
 */
public record Violation(String source, int line, String path, String reason) {
  /** Whether it is about the document {@code Kind/name}. */
  public boolean blames(String document) {
    return path.split(" ", 2)[0].equals(document);
  }

  /** {@code pool.yaml:12: Model/gpt-4o spec.price.inputPerMillion: is missing}. */
  public String sentence() {
    String at = line > 0 ? source + ":" + line : source;
    return at + ": " + (path.isEmpty() ? "" : path + ": ") + reason;
  }
}
