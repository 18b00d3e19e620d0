package dev.signalbox.verdict.console;

import dev.signalbox.verdict.fleet.Fleet;
import dev.signalbox.verdict.fleet.FleetModel;
import dev.signalbox.verdict.panel.Lens;
import dev.signalbox.verdict.panel.Panel;
import dev.signalbox.verdict.panel.Review;
import dev.signalbox.verdict.panel.Seat;
import dev.signalbox.verdict.subject.SubjectSheet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The desk on a page.
 *
 * @param judges models that can be asked; empty while the ingress is away
 * @param quorum the usual one
 */
public record PanelDesk(
    List<Open> open,
    List<SubjectSheet> subjects,
    Collection<Lens> lenses,
    List<FleetModel> judges,
    int quorum,
    Form form) {
  /**
   * An open panel.
   *
   * @param title of what it judges
   * @param missing who has not answered, in words
   */
  public record Open(Panel panel, String title, List<String> missing) {
    /** How many reviews are in, unreadable ones included. */
    public int given() {
      return panel.reviews().size();
    }
  }

  /**
   * One panel, with the form for a person's review.
   *
   * @param lenses those that the panel's seats have
   * @param choices value and word of each verdict that can be given
   */
  public record Seats(Open open, List<Lens> lenses, List<Verdict> choices, Form form) {}

  /** A verdict that can be given. */
  public record Verdict(String value, String word) {}

  static PanelDesk of(
      List<Panel> open,
      List<SubjectSheet> subjects,
      Map<String, Lens> lenses,
      Fleet fleet,
      int quorum,
      Form form) {
    return new PanelDesk(
        open.stream().map(panel -> open(panel, subjects, lenses)).toList(),
        subjects,
        lenses.values(),
        fleet instanceof Fleet.Known known ? known.models() : List.of(),
        quorum,
        form);
  }

  static Seats seats(
      Panel panel, List<SubjectSheet> subjects, Map<String, Lens> lenses, Form form) {
    List<Lens> looks =
        lenses.values().stream()
            .filter(lens -> panel.seats().stream().anyMatch(s -> s.lens().equals(lens.name())))
            .toList();
    String other = panel.other();
    List<Verdict> choices =
        other == null
            ? List.of(
                new Verdict("ship", "Ship"),
                new Verdict("skip", "Skip"),
                new Verdict("abstain", "Abstain"))
            : List.of(
                new Verdict("first", title(panel.subject(), subjects)),
                new Verdict("second", title(other, subjects)),
                new Verdict("tie", "A tie"),
                new Verdict("abstain", "Abstain"));
    return new Seats(open(panel, subjects, lenses), looks, choices, form);
  }

  private static Open open(Panel panel, List<SubjectSheet> subjects, Map<String, Lens> lenses) {
    String other = panel.other();
    String title =
        title(panel.subject(), subjects) + (other == null ? "" : " vs " + title(other, subjects));
    return new Open(panel, title, missing(panel, lenses));
  }

  private static List<String> missing(Panel panel, Map<String, Lens> lenses) {
    List<String> missing = new ArrayList<>();
    List<Review> people = new ArrayList<>(panel.reviews().stream().filter(Review::human).toList());
    int orders = panel.isPair() ? 2 : 1;
    for (Seat seat : panel.seats()) {
      Lens lens = lenses.get(seat.lens());
      String look = lens == null ? seat.lens() : lens.title();
      String judge = seat.judge();
      if (judge == null) {
        boolean taken =
            people.stream()
                .filter(review -> review.lens().equals(seat.lens()))
                .findFirst()
                .map(people::remove)
                .orElse(false);
        if (!taken) {
          missing.add("a person (" + look + ")");
        }
      } else if (panel.reviews().stream()
              .filter(r -> r.reviewer().equals(judge) && r.lens().equals(seat.lens()))
              .count()
          < orders) {
        missing.add(judge + " (" + look + ")");
      }
    }
    return missing;
  }

  private static String title(String slug, List<SubjectSheet> subjects) {
    return subjects.stream()
        .filter(sheet -> sheet.slug().equals(slug))
        .findFirst()
        .map(SubjectSheet::title)
        .orElse(slug);
  }
}
