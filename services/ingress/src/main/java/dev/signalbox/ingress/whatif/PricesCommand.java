package dev.signalbox.ingress.whatif;

import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pool.PoolDocuments;
import dev.signalbox.ingress.pool.PoolReading;
import dev.signalbox.ingress.pool.PoolSnapshot;
import dev.signalbox.ingress.pool.PriceBook;
import dev.signalbox.ingress.pool.Violation;
import dev.signalbox.ingress.pricing.Price;
import dev.signalbox.ingress.pricing.PriceBasis;
import dev.signalbox.platform.money.TokenPrice;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code make prices}: the price book, checked and printed, and what a pool makes of it. */
@Command(
    name = "prices",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Checks a price book, and a pool with it, and prints both as US dollars per million tokens."
            + " Exit 1, and a sentence for each thing that is wrong, where one is refused.")
public final class PricesCommand implements Callable<Integer> {
  private static final int REFUSED = 1;
  private static final int BAD_INPUT = 2;
  private static final String FORM = "%-44s %9s %9s %9s %9s %9s %9s %6s %8s  %-10s %s%n";

  @Mixin private PricesOption prices = new PricesOption();

  @Option(names = "--pool", paramLabel = "YAML", description = "A pool to price with it.")
  private @Nullable Path pool;

  @Option(names = "--check", description = "Print nothing but what is wrong.")
  private boolean check;

  @Spec private CommandSpec spec;

  public static void main(String[] args) {
    System.exit(new CommandLine(new PricesCommand()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    PriceBook book;
    try {
      book = prices.book();
      if (!check) {
        print(book);
      }
      return pool == null ? CommandLine.ExitCode.OK : price(pool, book);
    } catch (NoSuchFileException e) {
      err.println("prices: there is no " + e.getFile());
      return BAD_INPUT;
    } catch (IllegalArgumentException e) {
      err.println(e.getMessage());
      return REFUSED;
    }
  }

  private int price(Path file, PriceBook book) throws IOException {
    switch (PoolDocuments.parse(Files.readString(file), file.toString(), System.getenv(), book)) {
      case PoolReading.Refused(List<Violation> violations) -> {
        violations.forEach(found -> spec.commandLine().getErr().println(found.sentence()));
        return REFUSED;
      }
      case PoolReading.Accepted(PoolSnapshot accepted) -> {
        if (!check) {
          print(accepted);
        }
        return CommandLine.ExitCode.OK;
      }
    }
  }

  private void print(PriceBook book) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("price book %s, US dollars per million tokens%n%n", book.version());
    heading(out, "price");
    book.entries()
        .forEach(
            (name, entry) -> line(out, name, entry.price(), entry.example() ? "example; " : ""));
    out.flush();
  }

  private void print(PoolSnapshot accepted) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%nthe pool%n%n");
    heading(out, "model");
    for (Model model : accepted.models().values()) {
      Price price = model.price();
      String from = price.book() == null ? "stated; " : price.list() == null ? "" : "departs; ";
      line(out, model.name(), price, from);
    }
    out.flush();
  }

  private static void heading(PrintWriter out, String what) {
    out.printf(
        FORM,
        what,
        "input",
        "cached",
        "write 5m",
        "write 1h",
        "output",
        "reasoning",
        "batch",
        "picture",
        "date",
        "source");
  }

  private static void line(PrintWriter out, String name, Price price, String remark) {
    out.printf(
        FORM,
        name,
        perMillion(price.rates().input()),
        perMillion(price.rates().cachedInput()),
        perMillion(price.rates().cacheWrites().fiveMinutes()),
        perMillion(price.rates().cacheWrites().oneHour()),
        perMillion(price.rates().output()),
        perMillion(price.rates().reasoning()),
        "-" + price.rates().batchPercentOff() + "%",
        price.rates().perImage().toUsd().stripTrailingZeros().toPlainString(),
        price.provenance().date(),
        remark + basis(price.basis()) + price.provenance().source());
  }

  private static String basis(PriceBasis basis) {
    return switch (basis) {
      case PriceBasis.Listed() -> "";
      case PriceBasis.Amortised own ->
          own.perNodeHour().toUsd().stripTrailingZeros().toPlainString() + " a node and hour; ";
    };
  }

  private static String perMillion(TokenPrice price) {
    return price.toUsdPerMillion().stripTrailingZeros().toPlainString();
  }
}
