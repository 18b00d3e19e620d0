package dev.signalbox.verdict.parity;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Whether answers are no worse than the reference's, up to the margin. */
public enum NonInferior {
  YES,
  NO,
  /** The evidence does not tell yet. */
  NOT_YET;

  /** As in the report. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
