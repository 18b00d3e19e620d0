package dev.signalbox.ingress.promptlog;

import dev.signalbox.ingress.chat.ChatMessage;
import dev.signalbox.ingress.chat.ChatPart;
import dev.signalbox.ingress.chat.ChatRequest;
import dev.signalbox.platform.seldom.Seldom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Writes the end of each prompt to the log category {@code dev.signalbox.prompts}, redacted. It
 * never keeps a request waiting: a thread of its own redacts and writes, and what comes faster than
 * that is left out and counted. Thread-safe.
 */
public final class PromptLog implements AutoCloseable {
  private static final Logger PROMPTS = Logger.getLogger("dev.signalbox.prompts");
  private static final Logger LOG = Logger.getLogger(PromptLog.class);
  private static final int MOST_WAITING = 256;
  private static final int STOPPING_SECONDS = 2;
  private static final String PICTURE = "[picture]";

  /** Read before what is shown, so that no secret is known by its second half only. */
  private static final int MARGIN = 4_096;

  private final Redaction redaction;
  private final int characters;
  private final Consumer<String> lines;
  private final Seldom leftOut = new Seldom();
  private final ThreadPoolExecutor writer =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_WAITING),
          Thread.ofPlatform().daemon().name("prompt-log").factory());

  /**
   * @param characters of a prompt that are shown at most, those at its end
   */
  public PromptLog(Redaction redaction, int characters) {
    this(redaction, characters, PROMPTS::info);
  }

  PromptLog(Redaction redaction, int characters, Consumer<String> lines) {
    this.redaction = redaction;
    this.characters = characters;
    this.lines = lines;
  }

  /**
   * A request was decided.
   *
   * @param decision its id
   * @param model that it goes to
   */
  public void asked(String decision, String tenant, String model, ChatRequest request) {
    int most = characters + MARGIN;
    String text = end(request.messages(), most);
    try {
      writer.execute(() -> write(decision, tenant, model, text, text.length() == most));
    } catch (RejectedExecutionException e) {
      leftOut.say(more -> LOG.warnf("a prompt is not in the log: they come too fast%s", more));
    }
  }

  /**
   * @param cut the text is the end of a longer one: its margin is not shown, however little of the
   *     rest is left
   */
  private void write(String decision, String tenant, String model, String text, boolean cut) {
    String redacted = redaction.of(text);
    String shown =
        oneLine(cut ? redacted.substring(Math.min(MARGIN, redacted.length())) : redacted);
    int from = Math.max(0, shown.length() - characters);
    lines.accept(
        decision
            + " tenant="
            + tenant
            + " model="
            + model
            + (cut || from > 0 ? " prompt=…" : " prompt=")
            + shown.substring(from));
  }

  /** The last messages, as many as fit, the first of them from its middle. */
  private static String end(List<ChatMessage> messages, int most) {
    Deque<String> parts = new ArrayDeque<>();
    int left = most;
    for (int i = messages.size() - 1; i >= 0 && left > 0; i--) {
      ChatMessage message = messages.get(i);
      List<ChatPart> said = message.parts();
      for (int part = said.size() - 1; part >= 0 && left > 0; part--) {
        left -=
            put(parts, said.get(part) instanceof ChatPart.Text(String own) ? own : PICTURE, left);
        left -= put(parts, part > 0 ? " " : ": ", left);
      }
      left -= put(parts, message.role(), left);
      left -= put(parts, i > 0 ? "\n" : "", left);
    }
    return String.join("", parts);
  }

  /** The end of it, as much as is left; characters of that. */
  private static int put(Deque<String> parts, String text, int left) {
    String kept = text.substring(Math.max(0, text.length() - Math.max(0, left)));
    parts.addFirst(kept);
    return kept.length();
  }

  /** A prompt can't pretend to be another line, nor turn the reading round. */
  private static String oneLine(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (c == '\n') {
                line.append("\\n");
              } else if (c == '\\') {
                line.append("\\\\");
              } else if (isUnseen(c)) {
                line.append("\\u{").append(Integer.toHexString(c)).append('}');
              } else {
                line.appendCodePoint(c);
              }
            });
    return line.toString();
  }

  private static boolean isUnseen(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  @Override
  public void close() {
    writer.shutdown();
    try {
      if (!writer.awaitTermination(STOPPING_SECONDS, TimeUnit.SECONDS)) {
        writer.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      writer.shutdownNow();
    }
  }
}
