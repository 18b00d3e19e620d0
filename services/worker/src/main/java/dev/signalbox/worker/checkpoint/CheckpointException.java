package dev.signalbox.worker.checkpoint;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A model folder that can't be served: which file, which tensor or key, and why. */
public final class CheckpointException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CheckpointException(Path file, @Nullable String item, String reason) {
    this(file, item, reason, null);
  }

  public CheckpointException(
      Path file, @Nullable String item, String reason, @Nullable Throwable cause) {
    super(file + (item == null ? ": " : ": " + item + ": ") + reason, cause);
  }
}
