package dev.signalbox.ingress.chat;

import org.jspecify.annotations.Nullable;

/**
 * What was read of a chat completion, or of one chunk of it; places count from the start of its
 * bytes.
 *
 * @param id the completion's id; empty when absent
 * @param created seconds since the epoch; 0 when absent
 * @param model the model's value, quotes included
 * @param root the place behind the opening brace
 * @param usage absent when there is none, or null, or nonsense
 * @param begun the answer has only begun, and its usage is that of its prompt
 * @param usageCut what to cut to take the member with the usage out
 * @param choices number of choices
 * @param outputChars characters of text, reasoning and tool calls
 * @param said the text of a chunk, reasoning and tool calls included; empty for a plain answer
 * @param finished a choice had a finish reason
 * @param error the message of an error object inside an answer that claimed success
 */
public record AnswerReading(
    String id,
    long created,
    @Nullable Span model,
    int root,
    @Nullable ReportedUsage usage,
    boolean begun,
    @Nullable Span usageCut,
    int choices,
    long outputChars,
    String said,
    boolean finished,
    @Nullable String error) {
  /** The extra chunk that carries the usage and nothing else. */
  public boolean usageOnly() {
    return usage != null && choices == 0 && !begun;
  }

  public AnswerReading withUsage(ReportedUsage known) {
    return new AnswerReading(
        id,
        created,
        model,
        root,
        known,
        false,
        usageCut,
        choices,
        outputChars,
        said,
        finished,
        error);
  }

  /**
   * Edits that name the answering model and take the usage out, unless the client wants it: nobody
   * is told a prompt's alone.
   */
  public Edits editsFor(String quotedModel, boolean keepUsage) {
    Edits edits = new Edits();
    if (model != null) {
      edits.replace(model, quotedModel);
    } else {
      edits.insert(root, "\"model\":" + quotedModel + ",");
    }
    if ((!keepUsage || begun) && usageCut != null) {
      edits.remove(usageCut);
    }
    return edits;
  }
}
