package dev.signalbox.ingress.chat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Replacements of byte ranges that don't overlap; the bytes between them are never copied more than
 * once.
 */
public final class Edits {
  private final List<Edit> edits = new ArrayList<>(3);

  /**
   * @param with empty to remove
   */
  private record Edit(Span span, String with) {}

  public Edits replace(Span span, String with) {
    edits.add(new Edit(span, with));
    return this;
  }

  public Edits insert(int at, String text) {
    return replace(new Span(at, at), text);
  }

  public Edits remove(Span span) {
    return replace(span, "");
  }

  public boolean isEmpty() {
    return edits.isEmpty();
  }

  /** Where the pieces of an edited range go, in order. */
  @FunctionalInterface
  public interface Sink {
    void piece(byte[] bytes, int offset, int length);
  }

  /**
   * Walks {@code source} from {@code start} to {@code end} with the edits applied; spans count from
   * {@code start}.
   */
  public void apply(byte[] source, int start, int end, Sink sink) {
    edits.sort(
        Comparator.comparingInt((Edit edit) -> edit.span.start())
            .thenComparingInt(edit -> edit.span.end()));
    int position = start;
    for (Edit edit : edits) {
      int from = start + edit.span.start();
      if (from > position) {
        sink.piece(source, position, from - position);
      }
      if (!edit.with.isEmpty()) {
        byte[] with = edit.with.getBytes(StandardCharsets.UTF_8);
        sink.piece(with, 0, with.length);
      }
      position = start + edit.span.end();
    }
    if (end > position) {
      sink.piece(source, position, end - position);
    }
  }
}
