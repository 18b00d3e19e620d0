package dev.signalbox.ingress.settlement;

import dev.signalbox.ingress.chat.ReportedUsage;
import dev.signalbox.ingress.chat.RoughTokens;
import dev.signalbox.ingress.dispatch.AttemptJournal;
import dev.signalbox.ingress.dispatch.Consumption;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pool.Tokenizer;
import dev.signalbox.ingress.tokens.Estimator;
import dev.signalbox.ingress.tokens.TextCounter;
import dev.signalbox.platform.spool.SlotFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Calls that have been made and not settled, each in a slot of a file that outlives a SIGKILL; a
 * few microseconds a request. Thread-safe; a request's own sheet is used on its context only.
 */
public final class Intents {
  private static final int OUTPUT_CHARS = 0;
  private static final int IS_REPORTED = 1;
  private static final int FIRST_COUNT = 2;

  /** While nothing is reported: {@code tokens << 32 | chars} of a text that was counted. */
  private static final int COUNTED_TEXT = 8;

  /** 0, or {@code sampled << 40 | (tokenizer + 1) << 32 | tokens} of the prompt. */
  private static final int COUNTED_PROMPT = 9;

  private static final int SAMPLED_BIT = 40;

  private final SlotFile file;
  private final String replica;

  /**
   * @param replica this process' name, as it holds slices of budgets
   */
  public Intents(SlotFile file, String replica) {
    this.file = file;
    this.replica = replica;
  }

  /** The sheet of a request that is about to be dispatched. */
  public Sheet sheet(Account account) {
    return new Sheet(account);
  }

  /** Those of one request. */
  public final class Sheet {
    private final IntentCodec.Encoded request;
    private final List<Noted> noted = new ArrayList<>(1);
    private boolean closed;

    private Sheet(Account account) {
      this.request = IntentCodec.encode(replica, account);
    }

    /** As {@link AttemptJournal#asks}. */
    Optional<Noted> asks(Model model) {
      if (closed) {
        return Optional.empty();
      }
      int slot = file.take(request.with(model.name()));
      if (slot == SlotFile.NONE) {
        return Optional.empty();
      }
      Noted entry = new Noted(slot);
      noted.add(entry);
      return Optional.of(entry);
    }

    /** The request is settled: its event is in the spool, or nothing is billed. */
    public void close() {
      closed = true;
      noted.forEach(Noted::free);
    }

    /** As {@link #close}; one whose event found no room is left to the next process. */
    public void end(Settled settled) {
      if (settled.recorded()) {
        close();
      } else {
        closed = true;
        noted.forEach(Noted::leave);
      }
    }
  }

  /** One call's slot. */
  final class Noted implements AttemptJournal.Entry {
    private int slot;
    private Runnable whenClosed = () -> {};
    private boolean isReported;

    Noted(int slot) {
      this.slot = slot;
    }

    @Override
    public void billable(Consumption consumed) {
      if (slot == SlotFile.NONE) {
        return;
      }
      file.set(slot, OUTPUT_CHARS, consumed.outputChars());
      ReportedUsage usage = consumed.reported();
      if (usage != null) {
        isReported = true;
        write(usage);
      }
    }

    private void write(ReportedUsage usage) {
      file.set(slot, COUNTED_PROMPT, 0); // what was counted stands in a report's place
      int at = FIRST_COUNT;
      file.set(slot, at++, usage.inputTokens());
      file.set(slot, at++, usage.cachedInputTokens());
      file.set(slot, at++, usage.cacheWrite5mTokens());
      file.set(slot, at++, usage.cacheWrite1hTokens());
      file.set(slot, at++, usage.imageTokens());
      file.set(slot, at++, usage.outputTokens());
      file.set(slot, at, usage.reasoningTokens());
      // Last: a kill in between leaves an estimate, never half of a report.
      file.set(slot, IS_REPORTED, 1);
    }

    /** The prompt was counted by a tokenizer. */
    void countedPrompt(Tokenizer tokenizer, long tokens, boolean sampled) {
      if (slot != SlotFile.NONE && !isReported) {
        long packed =
            Math.min(tokens, Integer.MAX_VALUE) | (long) tokenizer.number() << Integer.SIZE;
        file.set(slot, COUNTED_PROMPT, packed | (sampled ? 1L << SAMPLED_BIT : 0));
      }
    }

    /** So many characters of what was said had so many tokens. */
    void countedText(long tokens, int chars) {
      if (slot != SlotFile.NONE && !isReported) {
        file.set(slot, COUNTED_TEXT, tokens << Integer.SIZE | chars);
      }
    }

    /** Told once, when nothing more is to be noted. */
    void whenClosed(Runnable told) {
      whenClosed = told;
    }

    private void leave() {
      slot = SlotFile.NONE;
      whenClosed.run();
    }

    @Override
    public void free() {
      if (slot != SlotFile.NONE) {
        file.free(slot);
        leave();
      }
    }
  }

  static long outputChars(SlotFile.Leftover left) {
    return left.values()[OUTPUT_CHARS];
  }

  /** What a tokenizer had counted; empty when it had not, or when usage was reported since. */
  static Optional<Consumption.Counted> counted(SlotFile.Leftover left) {
    long prompt = left.values()[COUNTED_PROMPT];
    Optional<Tokenizer> tokenizer = Tokenizer.numbered((int) (prompt >>> Integer.SIZE & 0xFF));
    if (tokenizer.isEmpty()) {
      return Optional.empty();
    }
    long text = left.values()[COUNTED_TEXT];
    int chars = (int) text;
    long all = outputChars(left);
    long output =
        chars == 0
            ? RoughTokens.ofText(all)
            : TextCounter.scaled(text >>> Integer.SIZE, chars, all);
    boolean sampled = (prompt >>> SAMPLED_BIT & 1) == 1 || (chars != 0 && chars != all);
    String method = Estimator.method(tokenizer.get(), sampled);
    return Optional.of(new Consumption.Counted(method, (int) prompt, output));
  }

  /** What the provider had reported; empty when nothing plausible was. */
  static Optional<ReportedUsage> reported(SlotFile.Leftover left) {
    long[] values = left.values();
    if (values[IS_REPORTED] == 0) {
      return Optional.empty();
    }
    int at = FIRST_COUNT;
    ReportedUsage usage =
        new ReportedUsage(
            values[at],
            values[at + 1],
            values[at + 2],
            values[at + 3],
            values[at + 4],
            values[at + 5],
            values[at + 6]);
    return usage.plausible() ? Optional.of(usage) : Optional.empty();
  }
}
