package dev.signalbox.ingress.batch;

import dev.signalbox.ingress.batch.BatchFacts.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** How a batch without further work ends: its answers and its errors become files. Blocking. */
record BatchEnd(FileShelf files) {
  /**
   * Ends the batch and closes it.
   *
   * @param now seconds since 1970
   */
  void finish(Batch batch, long now) throws IOException {
    Status end =
        switch (batch.facts().status()) {
          case CANCELLING -> Status.CANCELLED;
          default ->
              batch.now().completed() + batch.now().failed() < batch.now().total()
                  ? Status.EXPIRED
                  : Status.COMPLETED;
        };
    if (end == Status.COMPLETED) {
      batch.become(Facts.finalizing(batch.facts(), now));
    }
    String code = end == Status.CANCELLED ? "batch_cancelled" : "batch_expired";
    String message =
        end == Status.CANCELLED
            ? "This request was not begun before the batch was cancelled."
            : "This request was not done before the batch expired.";
    String output = shelve(batch, true, code, message, now);
    String errors = shelve(batch, false, code, message, now);
    batch.become(Facts.ended(batch.facts(), end, output, errors, now));
    batch.close();
  }

  /** A file's id follows from the batch's, so that a second attempt replaces the first. */
  private @Nullable String shelve(
      Batch batch, boolean successes, String code, String message, long now) throws IOException {
    String digits = batch.facts().id().substring("batch_".length());
    String id = "file-" + digits + (successes ? "a" : "b");
    Path draft = files.arriving(id);
    if (!batch.write(draft, successes, code, message)) {
      Files.delete(draft);
      return null;
    }
    String name = batch.facts().id() + (successes ? "_output.jsonl" : "_error.jsonl");
    files.put(id, batch.facts().tenant(), name, "batch_output", now);
    return id;
  }
}
