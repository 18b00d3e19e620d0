package dev.signalbox.ingress.batch;

import dev.signalbox.ingress.batch.BatchFacts.InputError;
import dev.signalbox.ingress.batch.BatchFacts.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The steps of a batch's life, each a copy of the facts before it. */
final class Facts {
  private Facts() {}

  static BatchFacts counted(BatchFacts f, int total, int completed, int failed) {
    return copy(
        f,
        f.status(),
        f.inProgressAt(),
        f.cancellingAt(),
        f.finalizingAt(),
        f.endedAt(),
        f.outputFileId(),
        f.errorFileId(),
        total,
        completed,
        failed,
        f.errors());
  }

  static BatchFacts started(BatchFacts f, long now) {
    return copy(
        f,
        Status.IN_PROGRESS,
        now,
        0,
        0,
        0,
        null,
        null,
        f.total(),
        f.completed(),
        f.failed(),
        f.errors());
  }

  static BatchFacts refused(BatchFacts f, List<InputError> errors, long now) {
    return copy(f, Status.FAILED, 0, 0, 0, now, null, null, 0, 0, 0, errors);
  }

  static BatchFacts cancelling(BatchFacts f, long now) {
    return copy(
        f,
        Status.CANCELLING,
        f.inProgressAt(),
        now,
        0,
        0,
        null,
        null,
        f.total(),
        f.completed(),
        f.failed(),
        f.errors());
  }

  static BatchFacts finalizing(BatchFacts f, long now) {
    return copy(
        f,
        Status.FINALIZING,
        f.inProgressAt(),
        f.cancellingAt(),
        now,
        0,
        null,
        null,
        f.total(),
        f.completed(),
        f.failed(),
        f.errors());
  }

  static BatchFacts ended(
      BatchFacts f, Status as, @Nullable String output, @Nullable String errors, long now) {
    return copy(
        f,
        as,
        f.inProgressAt(),
        f.cancellingAt(),
        f.finalizingAt(),
        now,
        output,
        errors,
        f.total(),
        f.completed(),
        f.failed(),
        f.errors());
  }

  private static BatchFacts copy(
      BatchFacts f,
      Status status,
      long inProgressAt,
      long cancellingAt,
      long finalizingAt,
      long endedAt,
      @Nullable String output,
      @Nullable String errorFile,
      int total,
      int completed,
      int failed,
      List<InputError> errors) {
    return new BatchFacts(
        f.id(),
        f.tenant(),
        f.keyId(),
        f.endpoint(),
        f.inputFileId(),
        f.window(),
        f.metadata(),
        status,
        f.createdAt(),
        f.expiresAt(),
        inProgressAt,
        cancellingAt,
        finalizingAt,
        endedAt,
        output,
        errorFile,
        total,
        completed,
        failed,
        errors);
  }
}
