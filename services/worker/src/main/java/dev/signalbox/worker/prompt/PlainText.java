package dev.signalbox.worker.prompt;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Keeps a user's text from spelling control tokens: a mark inside each such spelling survives the
 * template, and the text is tokenised in pieces around it, so the model sees the same characters as
 * ordinary tokens.
 */
final class PlainText {
  /** A private-use character that no text keeps. */
  private static final char MARK = '\uE000';

  private final Pattern controls;

  PlainText(List<String> controls) {
    Set<String> all = new LinkedHashSet<>(controls);
    all.addAll(
        List.of(PicturePlaceholder.IMAGE, PicturePlaceholder.FAKE, PicturePlaceholder.GLOBAL));
    // Only tokens in angle brackets or pipes act as controls; a folder may add words or spaces as
    // ordinary tokens.
    this.controls =
        Pattern.compile(
            String.join(
                "|",
                all.stream()
                    .filter(text -> text.length() > 2 && text.startsWith("<") && text.endsWith(">"))
                    .map(Pattern::quote)
                    .toList()));
  }

  /** The text with a mark inside every control token it spells. */
  String guard(String text) {
    return controls
        .matcher(text.replace(MARK, '\uFFFD'))
        .replaceAll(
            match ->
                "<" + MARK + java.util.regex.Matcher.quoteReplacement(match.group().substring(1)));
  }

  /** The pieces between marks. */
  static List<String> pieces(String guarded) {
    List<String> pieces = new ArrayList<>();
    int at = 0;
    for (int mark = guarded.indexOf(MARK); mark >= 0; mark = guarded.indexOf(MARK, at)) {
      pieces.add(guarded.substring(at, mark));
      at = mark + 1;
    }
    pieces.add(guarded.substring(at));
    return pieces;
  }
}
