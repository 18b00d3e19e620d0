package dev.signalbox.ingress.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.ingress.pricing.Price;
import dev.signalbox.ingress.pricing.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceBookTest {
  private static final String BOOK =
      """
      apiVersion: signalbox.dev/v1alpha1
      kind: PriceBook
      metadata: {name: list}
      spec:
        version: "2026-11"
        currency: USD
        prices:
          openai/gpt-4o:
            {version: "2024-08-06", source: list, date: "2026-11-22", inputPerMillion: 2.50, cachedInputPerMillion: 1.25, outputPerMillion: 10}
          us/node:
            {example: true, version: "1", source: ours, date: "2026-11-22", amortised: {perNodeHour: 0.08, inputTokensPerHour: 4000000, outputTokensPerHour: 1000000}}
      """;

  private static final String STATED =
      """
      version: "2024-08-06"
      source: list
      date: "2026-11-22"
      inputPerMillion: 2.50
      outputPerMillion: 10
      """;

  @TempDir private Path folder;

  private static PriceBook book(String text) {
    return switch (PriceBookDocument.parse(text, "prices.yaml")) {
      case PriceBook.Reading.Accepted(PriceBook book) -> book;
      case PriceBook.Reading.Refused(List<Violation> violations) ->
          throw new AssertionError("refused: " + violations);
    };
  }

  private static List<String> refused(String text) {
    return switch (PriceBookDocument.parse(text, "prices.yaml")) {
      case PriceBook.Reading.Accepted(PriceBook book) ->
          throw new AssertionError("accepted: " + book.version());
      case PriceBook.Reading.Refused(List<Violation> violations) ->
          violations.stream().map(Violation::sentence).toList();
    };
  }

  /** The usual pool, whose gpt-4o has {@code price} in place of its own. */
  private static String pool(String price) {
    int from = Documents.GOOD.indexOf("  price:\n") + "  price:\n".length();
    int to = Documents.GOOD.indexOf("  zone: external");
    return Documents.GOOD.substring(0, from) + price.indent(4) + Documents.GOOD.substring(to);
  }

  private static PoolReading read(String price, String book) {
    return PoolDocuments.parse(pool(price), "pool.yaml", Map.of(), book(book));
  }

  private static Price price(String price, String book) {
    return switch (read(price, book)) {
      case PoolReading.Accepted(PoolSnapshot pool) -> pool.model("gpt-4o").orElseThrow().price();
      case PoolReading.Refused(List<Violation> violations) ->
          throw new AssertionError("refused: " + violations);
    };
  }

  private static List<String> refusals(String price) {
    return switch (read(price, BOOK)) {
      case PoolReading.Accepted(PoolSnapshot pool) -> List.of();
      case PoolReading.Refused(List<Violation> violations) ->
          violations.stream().map(v -> v.path() + ": " + v.reason()).toList();
    };
  }

  @Test
  void shouldHaveADateAndASourceForEveryPriceThatIsShipped() {
    assertThat(PriceBook.shipped().entries()).hasSizeGreaterThan(10);
    assertThat(PriceBook.shipped().entries().values())
        .allSatisfy(
            entry -> {
              assertThat(entry.price().provenance().source()).isNotBlank();
              assertThat(entry.price().provenance().date()).isAfter("2023-01-01");
              assertThat(entry.price().book()).isEqualTo(PriceBook.shipped().version());
            });
  }

  @Test
  void shouldLookAModelsPriceUp() {
    Price price = price("book: openai/gpt-4o", BOOK);

    assertThat(price.book()).isEqualTo("2026-11");
    assertThat(price.list()).isNull();
    assertThat(price.version()).isEqualTo("2024-08-06");
    assertThat(price.cost(new Usage(1_000, 100, 0, 10, 0)).nanoUsd())
        .isEqualTo(900 * 2_500 + 100 * 1_250 + 10 * 10_000);
  }

  @Test
  void shouldLetAModelDepartFromItAndKeepTheListPrice() {
    Price price =
        price(
            """
            book: openai/gpt-4o
            version: contract-7
            source: our contract
            date: "2026-11-01"
            inputPerMillion: 2.00
            """,
            BOOK);

    Usage usage = Usage.ofText(1_000, 10);
    assertThat(price.cost(usage).nanoUsd()).isEqualTo(1_000 * 2_000 + 10 * 10_000);
    assertThat(price.listCost(usage).nanoUsd()).isEqualTo(1_000 * 2_500 + 10 * 10_000);
    assertThat(price.version()).isEqualTo("contract-7");
    assertThat(price.book()).isEqualTo("2026-11");
  }

  @Test
  void shouldRefuseWhatHasNoPriceOrAnotherCurrencyAndNeverTakeItForZero() {
    assertThat(refusals("book: openai/gpt-5"))
        .containsExactly("Model/gpt-4o spec.price.book: openai/gpt-5 is not in price book 2026-11");
    assertThat(refusals("book: openai/gpt-4o\ninputPerMillion: 2.00"))
        .containsExactlyInAnyOrder(
            "Model/gpt-4o spec.price.version: is missing: this price departs from the book's",
            "Model/gpt-4o spec.price.source: is missing: this price departs from the book's",
            "Model/gpt-4o spec.price.date: is missing: this price departs from the book's");
    assertThat(refusals("currency: EUR\n" + STATED))
        .containsExactly("Model/gpt-4o spec.price.currency: is USD, not EUR: nothing is converted");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "outputPerMillion: 10|priced: 10|openai/gpt-4o.outputPerMillion: is missing",
        "currency: USD|currency: EUR|spec.currency: is USD, not EUR: nothing is converted",
        "  currency: USD|  other: USD|spec.currency: is missing",
        "source: list, |'' |openai/gpt-4o.source: is missing",
        "2.50|'\"2.50\"'|inputPerMillion: is a number, without quotes",
        "2.50|-1|inputPerMillion: is between 0 and 1000, not -1",
        "us/node:|openai/gpt-4o:|has the key openai/gpt-4o twice",
        "kind: PriceBook|kind: Model|kind: is PriceBook, not Model",
      })
  void shouldRefuseABadBookWhole(String good, String bad, String because) {
    assertThat(refused(BOOK.replace(good, bad))).anyMatch(found -> found.contains(because));
  }

  @Test
  void shouldGoIntoThePoolsVersion() {
    assertThat(version(BOOK)).isNotEqualTo(version(BOOK.replace("2.50", "2.49")));
    assertThat(version(BOOK)).isNotEqualTo(version(BOOK.replace("2026-11\"", "2026-12\"")));
    assertThat(version(BOOK)).isEqualTo(version(BOOK + "\n# a remark\n"));
  }

  private static String version(String book) {
    return switch (read("book: openai/gpt-4o", book)) {
      case PoolReading.Accepted(PoolSnapshot pool) -> pool.version();
      case PoolReading.Refused refused -> throw new AssertionError(refused.toString());
    };
  }

  @Test
  void shouldPriceThePoolAnewWhenTheBookChangesAndKeepTheLastGoodOne() throws Exception {
    BlockingQueue<Object> told = new LinkedBlockingQueue<>();
    Path prices = Files.writeString(folder.resolve("prices.yaml"), BOOK);
    Path pool = Files.writeString(folder.resolve("pool.yaml"), pool("book: openai/gpt-4o"));
    Duration every = Duration.ofMillis(20);
    try (PriceBookFile book = PriceBookFile.watch(prices, every, bookTells(told));
        PoolFile file = PoolFile.watch(pool, Map.of(), every, book, poolTells(told))) {
      assertThat(input(file)).isEqualTo(2_500_000);

      replace(prices, BOOK.replace("2.50", "2.49"));
      assertThat(next(told)).isEqualTo("book 2026-11");
      assertThat(next(told)).isEqualTo("pool");
      assertThat(input(file)).isEqualTo(2_490_000);

      replace(prices, BOOK.replace("2.50", "2.48").replace("outputPerMillion: 10", "x: 1"));
      assertThat(next(told).toString()).contains("outputPerMillion, reason=is missing");
      assertThat(input(file)).isEqualTo(2_490_000);

      // A good book that lacks what the pool names: the pool keeps the prices that it has.
      replace(prices, BOOK.replace("openai/gpt-4o", "openai/gone"));
      assertThat(next(told)).isEqualTo("book 2026-11");
      assertThat(next(told).toString()).contains("openai/gpt-4o is not in price book");
      assertThat(input(file)).isEqualTo(2_490_000);
    }
  }

  /** At once: whoever looks sees the old one or the new one. */
  private void replace(Path file, String text) throws IOException {
    Path whole = Files.writeString(folder.resolve(".new"), text);
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static long input(PoolFile file) {
    return file.current().model("gpt-4o").orElseThrow().price().rates().input().picoUsdPerToken();
  }

  private static Object next(BlockingQueue<Object> told) throws InterruptedException {
    Object next = told.poll(60, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  private static PriceBookFile.Listener bookTells(BlockingQueue<Object> told) {
    return new PriceBookFile.Listener() {
      @Override
      public void accepted(PriceBook book) {
        told.add("book " + book.version());
      }

      @Override
      public void refused(List<Violation> violations) {
        told.add(violations);
      }
    };
  }

  private static PoolSource.Listener poolTells(BlockingQueue<Object> told) {
    return new PoolSource.Listener() {
      @Override
      public void accepted(PoolSnapshot pool) {
        told.add("pool");
      }

      @Override
      public void refused(List<Violation> violations) {
        told.add(violations);
      }
    };
  }
}
