package dev.signalbox.ingress.whatif;

import dev.signalbox.ingress.pool.PriceBook;
import dev.signalbox.ingress.pool.PriceBookDocument;
import dev.signalbox.ingress.pool.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --prices}: the book that models' prices are looked up in. */
final class PricesOption {
  @Option(
      names = "--prices",
      paramLabel = "YAML",
      description = "The price book; default: the one that was built in.")
  private @Nullable Path file;

  /**
   * The book.
   *
   * @throws IllegalArgumentException saying everything that is wrong with it, a line each
   */
  PriceBook book() throws IOException {
    if (file == null) {
      return PriceBook.shipped();
    }
    return switch (PriceBookDocument.parse(Files.readString(file), file.toString())) {
      case PriceBook.Reading.Accepted(PriceBook book) -> book;
      case PriceBook.Reading.Refused(List<Violation> violations) ->
          throw new IllegalArgumentException(
              violations.stream().map(Violation::sentence).collect(Collectors.joining("\n")));
    };
  }
}
