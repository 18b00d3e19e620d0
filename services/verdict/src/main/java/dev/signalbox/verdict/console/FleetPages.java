package dev.signalbox.verdict.console;

import dev.signalbox.platform.money.Money;
import dev.signalbox.verdict.fleet.Fleet;
import dev.signalbox.verdict.fleet.FleetClient;
import dev.signalbox.verdict.fleet.FleetModel;
import dev.signalbox.verdict.savings.Ledger;
import dev.signalbox.verdict.savings.SavingsBy;
import dev.signalbox.verdict.savings.SavingsReport;
import dev.signalbox.verdict.savings.SavingsRow;
import dev.signalbox.verdict.savings.SavingsSpan;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Models and routes: what is served, how it fares, what it costs here. */
@Path("/models")
@Produces(MediaType.TEXT_HTML)
public class FleetPages {
  private final FleetClient client;
  private final Ledger ledger;
  private final InstantSource clock;

  @CheckedTemplate(basePath = "console", requireTypeSafeExpressions = true)
  static final class Templates {
    private Templates() {}

    static native TemplateInstance models(Page page, FleetView view);
  }

  /**
   * The page.
   *
   * @param away why the ingress did not answer; null when it did
   */
  public record FleetView(List<Entry> models, List<Entry> routes, @Nullable String away) {
    public boolean isAway() {
      return away != null;
    }
  }

  /**
   * A model or a route.
   *
   * @param used what it did in 30 days; null when nothing
   */
  public record Entry(FleetModel model, @Nullable SavingsRow used) {
    /** Of a thousand requests as they were, nanodollars rounded down; null without requests. */
    public @Nullable Money perThousand() {
      SavingsRow row = used;
      return row == null || row.total().requests() == 0
          ? null
          : Money.ofNanoUsd(
              Math.multiplyExact(row.total().billed().nanoUsd(), 1_000L) / row.total().requests());
    }
  }

  FleetPages(FleetClient client, Ledger ledger, InstantSource clock) {
    this.client = client;
    this.ledger = ledger;
    this.clock = clock;
  }

  @GET
  public Uni<TemplateInstance> models() {
    SavingsSpan month = SavingsSpan.parse(null, null, clock.instant());
    return client
        .fleet()
        .flatMap(
            fleet ->
                ledger
                    .report(month, SavingsBy.MODEL)
                    .flatMap(
                        byModel ->
                            ledger
                                .report(month, SavingsBy.ROUTE)
                                .map(byRoute -> view(fleet, byModel, byRoute))))
        .map(view -> Templates.models(new Page("Models and routes", Section.MODELS), view));
  }

  private static FleetView view(Fleet fleet, SavingsReport byModel, SavingsReport byRoute) {
    return switch (fleet) {
      case Fleet.Known known ->
          new FleetView(entries(known, byModel, false), entries(known, byRoute, true), null);
      case Fleet.Away away -> new FleetView(List.of(), List.of(), away.reason());
    };
  }

  private static List<Entry> entries(Fleet.Known known, SavingsReport report, boolean routes) {
    return known.models().stream()
        .filter(model -> model.route() == routes)
        .map(
            model ->
                new Entry(
                    model,
                    report.rows().stream()
                        .filter(row -> row.key().equals(model.name()))
                        .findFirst()
                        .orElse(null)))
        .toList();
  }
}
