package dev.signalbox.ingress.promptlog;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes out of a text what is secret or personal by its form: keys and passwords, addresses of
 * mail, numbers of telephones, cards and accounts. What only a reader would know, such as a name,
 * stays. Time grows with the length of the text alone, whatever is in it, save for patterns that
 * are given. Thread-safe.
 */
public final class Redaction {
  private static final int LUHN_BASE = 10;
  private static final int LUHN_DIGIT = 9;
  private static final int FEWEST_CARD_DIGITS = 13;
  private static final int MOST_CARD_DIGITS = 19;
  private static final int IBAN_HEAD = 4;
  private static final BigInteger IBAN_MODULUS = BigInteger.valueOf(97);

  private static final List<Rule> USUAL =
      List.of(
          rule(
              "[private key]",
              "-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----"
                  + "(?s:.*?)(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|\\z)"),
          rule("[data]", "data:[-\\w.+/]{0,100}+(?:;[-\\w=.]{0,40}+){0,4}?;base64,[\\w+/=%-]*+"),
          rule(
              "$1 [secret]",
              "(?i)\\b(bearer|basic)\\s{1,3}+([\\w.~+/=-]{8,}+)",
              match -> looksMadeUp(match.group(2))),
          rule(
              "$1$2[secret]",
              "(?i)\\b(pass(?:word|wd|phrase)|pwd|secret|token|api[_ -]?key|access[_ -]?key)"
                  + "(['\"]?(?:\\s{0,3}(?:[:=]|\\bis\\b)){1,2}\\s{0,3})"
                  + "(?:\"[^\"\\n]{1,200}+\"|'[^'\\n]{1,200}+'|[^\\s'\",;]{3,}+)"),
          rule("://[secret]@", "://[^/\\s]{1,300}@"),
          rule(
              "[secret]",
              "\\b(?:(?:sk|pk|rk|hf|npm|ghp|gho|ghs|ghu|glpat|xox[abprs]|github_pat)[-_][\\w-]{8,}+"
                  + "|A[KS]IA[0-9A-Z]{12,}+|AIza[\\w-]{20,}+|eyJ[\\w-]{8,}+(?:\\.[\\w-]*+){1,4})"),
          rule("[email]", "[\\w.%+-]{1,64}+@(?:[\\w-]{1,63}+\\.){1,8}[A-Za-z]{2,24}+"),
          rule(
              "[secret]",
              "(?<![\\w+/=-])[\\w+/=-]{24,}+",
              match -> holdsDigitAndLetter(match.group())),
          rule(
              "[iban]",
              "\\b[A-Z]{2}\\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\\b",
              match -> isIban(match.group())),
          rule(
              "[card]",
              "(?<!\\d)(?<!\\d\\.)\\d(?:[ -]?\\d){12,18}+(?!\\.?\\d)",
              match -> isCard(match.group())),
          rule("[ssn]", "(?<![\\d-])\\d{3}-\\d{2}-\\d{4}(?![\\d-])"),
          rule("[phone]", "(?<![\\w+])(?:\\+|00)[1-9]\\d{0,2}(?:[ ()./-]{0,2}\\d){6,14}(?!\\d)"),
          rule("[phone]", "(?<![\\w.-])\\(?\\d{3}\\)?[ .-]\\d{3}[ .-]\\d{4}(?![\\w-])"),
          rule(
              "[ip]",
              "(?<!\\w)(?<!\\d\\.)(?:(?:25[0-5]|2[0-4]\\d|1?\\d{1,2})\\.){3}"
                  + "(?:25[0-5]|2[0-4]\\d|1?\\d{1,2})(?!\\w)(?!\\.\\d)"));

  private final List<Rule> rules;

  private record Rule(String instead, Pattern pattern, Predicate<MatchResult> meant) {
    String apply(String text) {
      Matcher matcher = pattern.matcher(text);
      return matcher.replaceAll(
          match -> meant.test(match) ? instead : Matcher.quoteReplacement(match.group()));
    }
  }

  /**
   * @param more what else is taken out, as {@code [redacted]}
   */
  public Redaction(List<Pattern> more) {
    List<Rule> all = new ArrayList<>();
    more.forEach(pattern -> all.add(new Rule("[redacted]", pattern, match -> true)));
    all.addAll(USUAL);
    this.rules = List.copyOf(all);
  }

  private static Rule rule(String instead, String pattern) {
    return rule(instead, pattern, match -> true);
  }

  private static Rule rule(String instead, String pattern, Predicate<MatchResult> meant) {
    return new Rule(instead, Pattern.compile(pattern), meant);
  }

  /** The text without it. */
  public String of(String text) {
    String left = text;
    for (Rule rule : rules) {
      left = rule.apply(left);
    }
    return left;
  }

  /** No word of a language: with a digit, or a capital behind a small letter. */
  private static boolean looksMadeUp(String run) {
    return run.matches(".*(?:\\d|[a-z][A-Z]).*");
  }

  private static boolean holdsDigitAndLetter(String run) {
    return run.chars().anyMatch(Character::isDigit) && run.chars().anyMatch(Character::isLetter);
  }

  /** By the digit at its end (Luhn, ISO/IEC 7812-1). */
  private static boolean isCard(String number) {
    String digits = number.replaceAll("[ -]", "");
    if (digits.length() < FEWEST_CARD_DIGITS || digits.length() > MOST_CARD_DIGITS) {
      return false;
    }
    int sum = 0;
    boolean twice = false;
    for (int i = digits.length() - 1; i >= 0; i--) {
      int digit = digits.charAt(i) - '0';
      int weighed = twice ? 2 * digit : digit;
      sum += weighed > LUHN_DIGIT ? weighed - LUHN_DIGIT : weighed;
      twice = !twice;
    }
    return sum % LUHN_BASE == 0;
  }

  /** By its check digits (ISO 13616). */
  private static boolean isIban(String account) {
    String compact = account.replace(" ", "").toUpperCase(Locale.ROOT);
    String turned = compact.substring(IBAN_HEAD) + compact.substring(0, IBAN_HEAD);
    StringBuilder number = new StringBuilder();
    turned.chars().forEach(c -> number.append(Character.digit(c, Character.MAX_RADIX)));
    return new BigInteger(number.toString()).mod(IBAN_MODULUS).equals(BigInteger.ONE);
  }
}
