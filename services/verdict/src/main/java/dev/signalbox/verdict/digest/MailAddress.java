package dev.signalbox.verdict.digest;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An address that mail can be sent to: ASCII, without quotes, comments or anything that could end a
 * header. Never logged: its text is asked for by name alone.
 */
final class MailAddress {
  private static final int LONGEST = 254;
  private static final Pattern FORM =
      Pattern.compile(
          "[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+"
              + "[a-z][a-z0-9-]{0,61}[a-z0-9]");

  private final String text;

  private MailAddress(String text) {
    this.text = text;
  }

  /** In lower case, so that one person is one subscriber. */
  static Optional<MailAddress> parse(String text) {
    String tidy = text.strip().toLowerCase(Locale.ROOT);
    return tidy.length() <= LONGEST && FORM.matcher(tidy).matches()
        ? Optional.of(new MailAddress(tidy))
        : Optional.empty();
  }

  String text() {
    return text;
  }

  @Override
  public String toString() {
    return "an address";
  }
}
