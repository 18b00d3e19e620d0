package dev.signalbox.verdict.digest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailAddressTest {
  @Test
  void shouldBeOneAddressInAnyCase() {
    assertThat(MailAddress.parse(" Ada.L+box@Mail.Example.ORG ").orElseThrow().text())
        .isEqualTo("ada.l+box@mail.example.org");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ada",
        "ada@",
        "@example.org",
        "ada@localhost",
        "ada@example.org,eve@example.org",
        "ada@example.org\r\nBcc: eve@example.org",
        "Ada <ada@example.org>",
        "\"a b\"@example.org",
        "ada@-example.org",
        "ada@exam ple.org",
        "ada@[127.0.0.1]"
      })
  void shouldRefuseWhatCouldMeanSomethingElse(String text) {
    assertThat(MailAddress.parse(text)).isEmpty();
  }

  @Test
  void shouldNotTellItselfByAccident() {
    assertThat(MailAddress.parse("ada@example.org").orElseThrow().toString()).doesNotContain("ada");
    assertThat(MailAddress.parse("a".repeat(250) + "@example.org")).isEmpty();
  }
}
