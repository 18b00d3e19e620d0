package dev.signalbox.ingress.pool;

import dev.signalbox.ingress.pricing.Price;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Dated prices by name, such as {@code openai/gpt-4o-2024-08-06}; models of a pool refer to them.
 * Immutable.
 *
 * @param version goes into every charge that one of its prices makes
 * @param entries by name, in the order of the document
 */
public record PriceBook(String version, Map<String, Entry> entries) {
  /** The name of the book that is shipped, beside this class. */
  private static final String SHIPPED = "prices.yaml";

  public PriceBook {
    entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
  }

  /** One price of the book. */
  public static final class Entry {
    private final Price price;
    private final boolean example;
    private final YamlValue.Mapping content;

    Entry(Price price, boolean example, YamlValue.Mapping content) {
      this.price = price;
      this.example = example;
      this.content = content;
    }

    public Price price() {
      return price;
    }

    /** Made up or approximate: a place to write the right one into. */
    public boolean example() {
      return example;
    }

    /** As it was written, for prices that depart from it. */
    YamlValue.Mapping content() {
      return content;
    }
  }

  /** What became of a book's document: taken whole, or refused whole. */
  public sealed interface Reading {
    record Accepted(PriceBook book) implements Reading {}

    /**
     * Something is wrong.
     *
     * @param violations in the order of the document; never empty
     */
    record Refused(List<Violation> violations) implements Reading {
      public Refused {
        violations = List.copyOf(violations);
      }
    }
  }

  public Optional<Entry> entry(String name) {
    return Optional.ofNullable(entries.get(name));
  }

  /** The book that this program was built with. */
  public static PriceBook shipped() {
    return Shipped.BOOK;
  }

  private static final class Shipped {
    private static final PriceBook BOOK = read();

    private static PriceBook read() {
      try (InputStream in = PriceBook.class.getResourceAsStream(SHIPPED)) {
        if (in == null) {
          throw new IllegalStateException("the price book " + SHIPPED + " was not built in");
        }
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        return switch (PriceBookDocument.parse(text, SHIPPED)) {
          case Reading.Accepted(PriceBook book) -> book;
          case Reading.Refused(List<Violation> violations) ->
              throw new IllegalStateException("the price book that was built in: " + violations);
        };
      } catch (IOException e) {
        throw new UncheckedIOException("resources of this program can be read", e);
      }
    }
  }
}
