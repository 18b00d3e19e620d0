package dev.signalbox.ingress.dispatch;

import dev.signalbox.ingress.chat.AnswerReading;
import dev.signalbox.ingress.chat.Edits;
import dev.signalbox.ingress.chat.JsonText;
import dev.signalbox.ingress.chat.ReportedUsage;
import dev.signalbox.ingress.chat.SaidText;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pool.Tokenizer;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Turns an upstream's chunks into the client's events: names the model, holds back the usage that
 * was not asked for, and counts.
 */
final class Relay {
  private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);
  private static final AnswerReading NONE =
      new AnswerReading("", 0, null, 0, null, false, null, 0, 0, "", false, null);

  private final Model model;
  private final String quotedModel;
  private final boolean keepUsage;
  private final @Nullable SaidText said;
  private Buffer pending = Buffer.buffer();
  private @Nullable ReportedUsage usage;
  private @Nullable ReportedUsage promptUsage;
  private AnswerReading last = NONE;
  private long outputChars;
  private boolean sent;

  /**
   * @param keepUsage the client asked for usage chunks
   */
  Relay(Model model, boolean keepUsage) {
    this.model = model;
    this.quotedModel = JsonText.quote(model.name());
    this.keepUsage = keepUsage;
    this.said = model.tokenizer() == Tokenizer.CHARACTERS ? null : new SaidText();
  }

  void add(byte[] json, int length, AnswerReading reading) {
    last = reading;
    outputChars += reading.outputChars();
    if (said != null) {
      said.add(reading.said());
    }
    if (reading.usage() != null) {
      if (reading.begun()) {
        promptUsage = reading.usage();
      } else {
        usage = reading.usage();
      }
    }
    if (reading.usageOnly() && !keepUsage) {
      return;
    }
    spaceOutLineBreaks(json, length);
    Edits edits = reading.editsFor(quotedModel, keepUsage);
    pending.appendBytes(DATA);
    edits.apply(json, 0, length, pending::appendBytes);
    pending.appendBytes(END);
  }

  boolean isEmpty() {
    return pending.length() == 0;
  }

  Buffer take() {
    Buffer taken = pending;
    pending = Buffer.buffer();
    sent = true;
    return taken;
  }

  /** Whether anything of this answer was taken to be sent. */
  boolean sent() {
    return sent;
  }

  /** A line break in JSON is white space, but would end the event's line. */
  private static void spaceOutLineBreaks(byte[] json, int length) {
    for (int i = 0; i < length; i++) {
      if (json[i] == '\n' || json[i] == '\r') {
        json[i] = ' ';
      }
    }
  }

  AnswerReading last() {
    return last;
  }

  Consumption consumption() {
    return new Consumption(model, usage, promptUsage, outputChars, said, null);
  }
}
