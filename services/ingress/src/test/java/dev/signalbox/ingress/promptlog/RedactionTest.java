package dev.signalbox.ingress.promptlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
  private static final int LONG = 100_000;

  private final Redaction redaction = new Redaction(List.of());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "use sk-proj-Abc_123-xyzuvw please | use [secret] please",
        "Authorization: Bearer abc.DEF-123~x | Authorization: Bearer [secret]",
        "basic dXNlcjpwYXNz here | basic [secret] here",
        "my password is hunter2, ok? | my password is [secret], ok?",
        "{\"api_key\": \"a b c\"} | {\"api_key\": [secret]}",
        "PWD='correct horse' | PWD=[secret]",
        "postgres://app:p@ss:w0rd@db.internal/x | postgres://[secret]@db.internal/x",
        "AKIAIOSFODNN7EXAMPLE. | [secret].",
        "ghp_16C7e42F292c6912E7710c838347Ae178B4a | [secret]",
        "key wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY! | key [secret]!",
        "jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc | jwt [secret]",
        "Write to ada.lovelace+x@mail.example.co.uk. | Write to [email].",
        "card 4111 1111 1111 1111. | card [card].",
        "card 4111-1111-1111-1111, | card [card],",
        "IBAN DE89 3704 0044 0532 0130 00 | IBAN [iban]",
        "SSN 078-05-1120 | SSN [ssn]",
        "call +44 20 7946 0958 or (555) 123-4567 | call [phone] or [phone]",
        "host 10.1.2.3. | host [ip].",
        "look data:image/png;base64,iVBORw0KGgo= there | look [data] there",
      })
  void shouldTakeOutWhatIsSecretByItsForm(String text, String left) {
    assertThat(redaction.of(text)).isEqualTo(left);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A basic understanding of the bearer of bad news.",
        "Version 1.2.3.4.5 of 2026-11-29, at 12:30.",
        "Order 4111 1111 1111 1112 has 13 items.",
        "Prove that 123456789 + 987654321 = 1111111110.",
        "skateboarding, ask-me-anything and task-force",
        "Donaudampfschifffahrtsgesellschaftskapitaen",
        "Müller wohnt in der Straße 12 und hat 3 Katzen \uD83D\uDE3A",
      })
  void shouldLeaveWhatIsNot(String text) {
    assertThat(redaction.of(text)).isEqualTo(text);
  }

  @Test
  void shouldTakeOutAKeyThatHasNoEnd() {
    String key = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\nx y z";

    assertThat(redaction.of("Fix this: " + key)).isEqualTo("Fix this: [private key]");
    assertThat(redaction.of(key + "\n-----END RSA PRIVATE KEY-----\nthanks"))
        .isEqualTo("[private key]\nthanks");
  }

  @Test
  void shouldTakeOutWhatElseIsNamed() {
    Redaction more = new Redaction(List.of(Pattern.compile("ACME-\\d+")));

    assertThat(more.of("ticket ACME-42 by a@b.example")).isEqualTo("ticket [redacted] by [email]");
  }

  /** Minutes if time grew with the square; that a build beside it is slow, too, is allowed for. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "1",
        "a-",
        "a.",
        "1.",
        "1 ",
        "+1",
        "a@",
        "@",
        "://",
        "password ",
        "eyJ.",
        "A1 ",
        "data:;",
        "-----BEGIN ",
        "'\"",
        "00 1"
      })
  void shouldTakeNoLongerForAHostileText(String piece) {
    String text = piece.repeat(LONG / piece.length());

    assertTimeoutPreemptively(
        Duration.ofSeconds(60), () -> assertThat(redaction.of(text)).isNotNull());
  }
}
