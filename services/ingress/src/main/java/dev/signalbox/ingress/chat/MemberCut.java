package dev.signalbox.ingress.chat;

import org.jspecify.annotations.Nullable;

/**
 * Finds what to cut, commas included, to take one member out of a JSON object that is being walked.
 */
final class MemberCut {
  private final int root;
  private int previousEnd = -1;
  private boolean cutToNextName;
  private @Nullable Span span;

  /**
   * @param root the place behind the object's opening brace
   */
  MemberCut(int root) {
    this.root = root;
  }

  /** A member's name begins at {@code nameStart}. */
  void begins(int nameStart) {
    if (cutToNextName) {
      span = new Span(root, nameStart);
      cutToNextName = false;
    }
  }

  /** That member's value ended; {@code wanted} is the one to cut. */
  void ends(int nameStart, int valueEnd, boolean wanted) {
    if (wanted) {
      cutToNextName = previousEnd < 0;
      span = new Span(previousEnd < 0 ? nameStart : previousEnd, valueEnd);
    }
    previousEnd = valueEnd;
  }

  @Nullable Span span() {
    return span;
  }
}
