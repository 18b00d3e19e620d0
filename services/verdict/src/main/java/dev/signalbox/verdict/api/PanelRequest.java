package dev.signalbox.verdict.api;

import dev.signalbox.verdict.panel.Seat;
import dev.signalbox.verdict.problem.VerdictProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A panel to be convened.
 *
 * @param subject slug of what is judged; of a pair the first
 * @param other slug of the pair's second; absent for one subject
 * @param lenses each judge has a seat for each of them
 * @param judges models or routes of the pool; absent when people alone judge
 * @param people a lens for each person's seat that the panel waits for; may be absent
 * @param quorum how many must decide; as configured when absent
 */
public record PanelRequest(
    @Nullable String subject,
    @Nullable String other,
    @Nullable List<@Nullable String> lenses,
    @Nullable List<@Nullable String> judges,
    @Nullable List<@Nullable String> people,
    @Nullable Integer quorum) {
  private static final int MOST_LENSES = 8;
  private static final int MOST_JUDGES = 8;
  private static final int MOST_PEOPLE = 20;

  /** A checked panel; whether its subjects and lenses exist is not checked yet. */
  record Checked(String subject, @Nullable String other, List<Seat> seats, int quorum) {
    Checked requireLenses(Set<String> known) {
      for (Seat seat : seats) {
        if (!known.contains(seat.lens())) {
          throw VerdictProblem.invalid(
              seat.judge() == null ? "people" : "lenses",
              "there is no such lens; /api/lenses lists them");
        }
      }
      return this;
    }

    boolean asksModels() {
      return seats.stream().anyMatch(seat -> seat.judge() != null);
    }
  }

  /** Checks it; each refusal names the field. */
  Checked checked(int defaultQuorum) {
    String first = Fields.text("subject", subject, 1, 80);
    String second = other == null || other.isBlank() ? null : Fields.text("other", other, 1, 80);
    if (first.equals(second)) {
      throw VerdictProblem.invalid("other", "is another subject than the first");
    }
    List<Seat> seats = seats();
    int needed = quorum == null ? defaultQuorum : quorum;
    if (needed < 1 || needed > seats.size()) {
      throw VerdictProblem.invalid(
          "quorum", "is between 1 and the number of seats, which is " + seats.size());
    }
    return new Checked(first, second, seats, needed);
  }

  private List<Seat> seats() {
    List<String> looks = distinct("lenses", lenses, MOST_LENSES);
    List<String> models = distinct("judges", judges, MOST_JUDGES);
    if (!models.isEmpty() && looks.isEmpty()) {
      throw VerdictProblem.invalid("lenses", "is how the judges look: at least one");
    }
    List<Seat> seats = new ArrayList<>();
    for (String model : models) {
      Fields.name("judges", model);
      looks.forEach(lens -> seats.add(new Seat(model, lens)));
    }
    Stream<String> persons = Fields.list("people", people, MOST_PEOPLE).stream();
    persons.map(lens -> new Seat(null, lens.strip())).forEach(seats::add);
    if (seats.isEmpty()) {
      throw VerdictProblem.invalid("judges", "a panel has a judge or a person at least");
    }
    return List.copyOf(seats);
  }

  private static List<String> distinct(
      String field, @Nullable List<@Nullable String> values, int most) {
    List<String> stripped = Fields.list(field, values, most).stream().map(String::strip).toList();
    if (stripped.stream().distinct().count() < stripped.size()) {
      throw VerdictProblem.invalid(field, "names each once");
    }
    return stripped;
  }
}
