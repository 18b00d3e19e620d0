package dev.signalbox.ingress.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenizerTest {
  @ParameterizedTest
  @CsvSource({
    "gpt-4o-2024-08-06, O200K_BASE",
    "gpt-4o, O200K_BASE",
    "gpt-4.1-mini, O200K_BASE",
    "GPT-5-mini, O200K_BASE",
    "o1, O200K_BASE",
    "o3-mini-2025-01-31, O200K_BASE",
    "openai/gpt-oss-20b, O200K_BASE",
    "ft:gpt-4o-mini-2024-07-18:acme::x, O200K_BASE",
    "chatgpt-4o-latest, O200K_BASE",
    "gpt-4, CL100K_BASE",
    "gpt-4-0613, CL100K_BASE",
    "gpt-4-turbo, CL100K_BASE",
    "gpt-3.5-turbo, CL100K_BASE",
    "gpt-35-turbo, CL100K_BASE",
    "text-embedding-3-large, CL100K_BASE",
    "text-embedding-ada-002, CL100K_BASE",
    "claude-sonnet-4-5, CHARACTERS",
    "Qwen/Qwen3-8B, CHARACTERS",
    "simulator-small, CHARACTERS",
    "o200k, CHARACTERS",
    "gpt-2, CHARACTERS",
    "'', CHARACTERS"
  })
  void shouldKnowAModelByItsName(String name, Tokenizer tokenizer) {
    assertThat(Tokenizer.usedBy(name)).isEqualTo(tokenizer);
  }
}
