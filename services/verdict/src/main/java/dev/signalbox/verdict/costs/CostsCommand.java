package dev.signalbox.verdict.costs;

import dev.signalbox.contracts.events.CostCharged;
import dev.signalbox.platform.money.Money;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code make costs}: charges as they come, or a period of them as a FOCUS CSV. */
@Command(
    name = "costs",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Prints charges as they come. With --focus-csv: a period as CSV in FOCUS 1.2 columns, a row"
            + " for each billed call; the sum goes to standard error.")
public final class CostsCommand implements Callable<Integer> {
  private static final int BAD_INPUT = 2;

  @Option(
      names = "--kafka",
      paramLabel = "<host:port>",
      defaultValue = "${env:KAFKA_BOOTSTRAP_SERVERS:-127.0.0.1:9092}",
      description = "Default: KAFKA_BOOTSTRAP_SERVERS, or 127.0.0.1:9092")
  private String kafka = "127.0.0.1:9092";

  @Option(names = "--focus-csv", description = "Write CSV and end")
  private boolean csv;

  @Option(
      names = "--from",
      paramLabel = "<time>",
      description = "First day or instant in UTC. Default: this month's first day")
  private @Nullable String from;

  @Option(
      names = "--to",
      paramLabel = "<time>",
      description = "First day or instant after the period. Default: now")
  private @Nullable String to;

  @Spec private CommandSpec spec;

  private long charges;
  private Money billed = Money.ZERO;

  public static void main(String[] args) {
    System.exit(new CommandLine(new CostsCommand()).execute(args));
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try (CostTopic topic = new CostTopic(kafka)) {
      if (!csv) {
        topic.follow(
            () -> Thread.currentThread().isInterrupted(),
            (id, charge) -> {
              out.println(line(charge));
              out.flush();
            });
        return CommandLine.ExitCode.OK;
      }
      Instant now = Instant.now();
      LocalDate month = LocalDate.ofInstant(now, ZoneOffset.UTC).withDayOfMonth(1);
      Instant first =
          from == null ? month.atStartOfDay(ZoneOffset.UTC).toInstant() : time("--from", from);
      Instant end = to == null ? now : time("--to", to);
      out.println(FocusCsv.header());
      topic.span(first, end, (id, charge) -> write(out, id, charge));
      out.flush();
      err.printf(
          "costs: %d charges from %s to %s: %s USD (%d nano-dollars)%n",
          charges, first, end, billed.toPlainUsd(), billed.nanoUsd());
      if (topic.unreadable() > 0) {
        err.printf("costs: %d records hold no charge and were left out%n", topic.unreadable());
      }
      return CommandLine.ExitCode.OK;
    } catch (DateTimeException e) {
      err.println("costs: " + e.getMessage());
      return BAD_INPUT;
    } catch (KafkaException e) {
      err.println("costs: the broker at " + kafka + " can't be read: " + e.getMessage());
      return 1;
    }
  }

  private void write(PrintWriter out, String id, CostCharged charge) {
    FocusCsv.rows(id, charge).forEach(out::println);
    charges++;
    Long nanoUsd = charge.getxBilledNanoUsd();
    billed = billed.plus(Money.ofNanoUsd(nanoUsd == null ? 0 : nanoUsd));
  }

  private static Instant time(String option, String text) {
    try {
      return text.length() == "2026-11-01".length()
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
          : Instant.parse(text);
    } catch (DateTimeException e) {
      throw new DateTimeException(
          option + " is a day such as 2026-11-01 or an instant such as 2026-11-01T12:00:00Z", e);
    }
  }

  private static String line(CostCharged c) {
    return "%s  %-16s %-20s %-18s %8d in %6d out  %14s USD  saved %14s  %s%s"
        .formatted(
            c.getChargePeriodEnd(),
            c.getBillingAccountId(),
            c.getxRoute(),
            c.getSkuId(),
            c.getxInputTokens(),
            c.getxOutputTokens(),
            usd(c.getxBilledNanoUsd()),
            usd(c.getxSavedNanoUsd()),
            c.getxOutcome(),
            c.getxUsageSource() == CostCharged.XUsageSource.ESTIMATED ? " (estimated)" : "");
  }

  private static String usd(@Nullable Long nanoUsd) {
    return Money.ofNanoUsd(nanoUsd == null ? 0 : nanoUsd).toPlainUsd();
  }
}
