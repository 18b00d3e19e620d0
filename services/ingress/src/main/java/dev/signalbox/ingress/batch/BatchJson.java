package dev.signalbox.ingress.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.ingress.batch.BatchFacts.Status;
import java.util.Locale;

/**
 * Batches and files in the API's words.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/batch/object">the batch object</a>
 */
public final class BatchJson {
  private BatchJson() {}

  static String of(BatchFacts facts) {
    Status status = facts.status();
    ObjectNode out = Disk.JSON.createObjectNode();
    out.put("id", facts.id()).put("object", "batch").put("endpoint", facts.endpoint());
    errors(facts, out);
    out.put("input_file_id", facts.inputFileId());
    out.put("completion_window", facts.window());
    out.put("status", status.name().toLowerCase(Locale.ROOT));
    out.put("output_file_id", facts.outputFileId()).put("error_file_id", facts.errorFileId());
    out.put("created_at", facts.createdAt());
    time(out, "in_progress_at", facts.inProgressAt());
    time(out, "expires_at", facts.expiresAt());
    time(out, "finalizing_at", facts.finalizingAt());
    time(out, "completed_at", status == Status.COMPLETED ? facts.endedAt() : 0);
    time(out, "failed_at", status == Status.FAILED ? facts.endedAt() : 0);
    time(out, "expired_at", status == Status.EXPIRED ? facts.endedAt() : 0);
    time(out, "cancelling_at", facts.cancellingAt());
    time(out, "cancelled_at", status == Status.CANCELLED ? facts.endedAt() : 0);
    out.putObject("request_counts")
        .put("total", facts.total())
        .put("completed", facts.completed())
        .put("failed", facts.failed());
    out.set("metadata", Disk.JSON.valueToTree(facts.metadata()));
    return text(out);
  }

  private static void errors(BatchFacts facts, ObjectNode out) {
    if (facts.errors().isEmpty()) {
      out.putNull("errors");
      return;
    }
    ArrayNode data = out.putObject("errors").put("object", "list").putArray("data");
    for (BatchFacts.InputError error : facts.errors()) {
      data.addObject()
          .put("code", error.code())
          .put("message", error.message())
          .putNull("param")
          .put("line", error.line());
    }
  }

  private static void time(ObjectNode out, String name, long seconds) {
    if (seconds == 0) {
      out.putNull(name);
    } else {
      out.put(name, seconds);
    }
  }

  /** A file. */
  public static String of(StoredFile file) {
    return text(
        Disk.JSON
            .createObjectNode()
            .put("id", file.id())
            .put("object", "file")
            .put("bytes", file.bytes())
            .put("created_at", file.createdAt())
            .put("filename", file.filename())
            .put("purpose", file.purpose())
            .put("status", "processed"));
  }

  private static String text(ObjectNode node) {
    try {
      return Disk.JSON.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }
}
